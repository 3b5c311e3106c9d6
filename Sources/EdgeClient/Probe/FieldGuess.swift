import EdgeCore

/// Where the dialect expects a field, and what it should look like.
struct FieldGuess: Sendable {
    /// The key of the dialect that names it.
    let key: String
    let name: String
    let form: KeyForm
    /// An Edge may leave it out.
    var isOptional = false
    /// The choice that says whether the field is there at all.
    var choice: String?
    /// What the dialect chooses there.
    var word = ""

    /// The keys of the dialect one of which is wrong when the field is not as guessed.
    var keys: [String] { [key] + (choice.map { [$0] } ?? []) }

    /// The other words of the choice, of which a dialect has two for each field.
    var others: [String] {
        guard let choice else { return [] }
        return Dialect.choices[choice]?.filter { $0 != word } ?? []
    }

    /// The fields of a kind that a dialect names.
    static func fields(of kind: Kind, _ dialect: Dialect) -> [FieldGuess] {
        let apps = dialect.apps
        return switch kind {
        case .role:
            [
                FieldGuess(
                    key: "roles.permissions", name: dialect.roles.permissions,
                    form: dialect.shapes.permissions == .map ? .object : .objects,
                    choice: "shapes.permissions", word: dialect.shapes.permissions.rawValue)
            ]
        case .user:
            [FieldGuess(key: "users.roles", name: dialect.users.roles, form: .list)]
        case .app:
            flags(dialect) + [
                FieldGuess(key: "apps.deployments", name: apps.deployments, form: .list),
                FieldGuess(key: "apps.currentBuild", name: apps.currentBuild, form: .number),
                FieldGuess(key: "apps.maxBuilds", name: apps.maxBuilds, form: .number),
                FieldGuess(key: "apps.error", name: apps.error, form: .anything, isOptional: true),
                FieldGuess(key: "apps.patches", name: apps.patches, form: .objects),
                FieldGuess(key: "apps.builds", name: apps.builds, form: .objects, isOptional: true),
            ]
        case .deployment, .subscription: []
        }
    }

    private static func flags(_ dialect: Dialect) -> [FieldGuess] {
        guard dialect.shapes.busy == .flags else { return [] }
        return [("apps.processing", dialect.apps.processing), ("apps.exporting", dialect.apps.exporting)].map
        {
            FieldGuess(
                key: $0.0, name: $0.1, form: .flag, choice: "shapes.busy", word: dialect.shapes.busy.rawValue)
        }
    }

    /// The fields of the entries of an app's list of builds.
    static func builds(_ dialect: Dialect) -> [FieldGuess] {
        [
            FieldGuess(key: "apps.buildID", name: dialect.apps.buildID, form: .number),
            FieldGuess(key: "apps.buildLabel", name: dialect.apps.buildLabel, form: .text, isOptional: true),
            FieldGuess(key: "apps.buildSize", name: dialect.apps.buildSize, form: .number, isOptional: true),
        ]
    }

    /// The fields of the entries of an app's list of patches.
    static func patches(_ dialect: Dialect) -> [FieldGuess] {
        [
            FieldGuess(key: "apps.patchFrom", name: dialect.apps.patchFrom, form: .number),
            FieldGuess(key: "apps.patchTo", name: dialect.apps.patchTo, form: .number),
        ]
    }

    static func tasks(_ dialect: Dialect) -> [FieldGuess] {
        [
            FieldGuess(key: "tasks.id", name: dialect.tasks.id, form: .anything),
            FieldGuess(key: "tasks.app", name: dialect.tasks.app, form: .text),
            FieldGuess(key: "tasks.type", name: dialect.tasks.type, form: .text),
            FieldGuess(key: "tasks.state", name: dialect.tasks.state, form: .text),
        ]
    }
}

extension KeyBook {
    /// Looks for guessed fields in objects of one sort.
    /// - Parameter unknown: The fields that no guess explains: the candidates for those that are missed.
    mutating func look(
        for guesses: [FieldGuess], in objects: [JSONObject], of what: String, unknown: [String]
    ) {
        for guess in guesses {
            guard !objects.isEmpty else {
                unseen(guess.key, "no \(what) to look at")
                continue
            }
            let found = objects.compactMap { $0[guess.name] }.filter { !$0.isNull }
            if found.contains(where: guess.form.fits) {
                confirm(guess.key)
            } else if !found.isEmpty {
                contradict(
                    guess.choice ?? guess.key, "\(guess.name) of \(what) is not \(guess.form.rawValue)",
                    candidates: guess.others)
            } else if guess.isOptional, objects.contains(where: { $0[guess.name] != nil }) {
                confirm(guess.key)
            } else {
                let candidates = unknown.filter { name in
                    guess.form != .anything
                        && objects.contains { $0[name].map(guess.form.fits) == true }
                }
                let note = "no \(what) has \(guess.name)"
                if candidates.isEmpty, let choice = guess.choice {
                    contradict(choice, note, candidates: guess.others)
                } else if guess.isOptional, candidates.isEmpty {
                    unseen(guess.key, note)
                } else {
                    contradict(guess.key, note, candidates: candidates)
                }
            }
        }
    }
}
