package import EdgeCore

/// Every secret that the source does not give back and a plan is about: where it is used, why it is missing, how to
/// supply it, and what cannot be done without it.
package struct SecretManifest: Sendable {
    package enum State: String, Sendable, CaseIterable {
        /// The secrets file has a source that works.
        case given
        case missing
        /// The operator does without it, and without what depends on it.
        case waived
        /// The target makes a new one and hands it out once.
        case made
    }

    package struct Entry: Sendable {
        package let reference: SecretReference
        package let state: State
        /// Why it cannot be had although it is needed; nil unless missing.
        package let reason: String?
        /// The action that sends it, or gets it.
        let action: Action
        /// The objects that are not made without it, besides the one that it belongs to.
        package let dependants: [String]
    }

    package let entries: [Entry]

    /// Those that are missing, and why.
    package var missing: [String] {
        entries.compactMap { entry in entry.reason.map { "\(entry.reference): \($0)" } }
    }

    init(_ plan: Plan, _ dialect: Dialect, missing: [MissingSecret], waived: Set<SecretReference>) {
        let reasons = Dictionary(missing.map { ($0.reference, $0.reason) }) { first, _ in first }
        entries = plan.actions.flatMap { action -> [Entry] in
            if let place = Self.madePlace(of: action, dialect) {
                let reference = SecretReference(object: action.object.description, place: place)
                return [
                    Entry(reference: reference, state: .made, reason: nil, action: action, dependants: [])
                ]
            }
            guard case .document = action.object else { return [] }
            let references = action.secrets
            guard !references.isEmpty else { return [] }
            let dependants = plan.dependants(of: action.object.description)
            return references.map { reference in
                let reason = reasons[reference]
                let isWaived = waived.contains(reference)
                return Entry(
                    reference: reference, state: isWaived ? .waived : reason == nil ? .given : .missing,
                    reason: reason, action: action, dependants: dependants)
            }
        }
    }

    /// Where an object that is made shows its once-only secret: the key of a machine user, the secret of a webhook.
    private static func madePlace(of action: Action, _ dialect: Dialect) -> JSONPointer? {
        guard action.kind == .create, case .document(let id) = action.object else { return nil }
        switch id.kind {
        case .user where (action.body?[dialect.users.email] ?? .null).isNull:
            return JSONPointer([dialect.users.apiKey])
        case .subscription: return JSONPointer([dialect.subscriptions.secret])
        default: return nil
        }
    }
}

extension SecretManifest.Entry {
    package var why: String {
        state == .made
            ? "the source has shown it once, when it was made; the target makes a new one"
            : "an Edge gives no secret back, so the archive does not hold it"
    }

    package var supply: String {
        state == .made
            ? "nothing to do: the new one goes to JOURNAL.keys before the object counts as made"
            : "in the file of --secrets, under \(quoted(reference.object)), \(quoted(reference.place.description)): "
                + "{env: NAME}, {file: PATH} or {command: [PROGRAM, ARGUMENT]}; or do without it, by name, under waive"
    }

    fileprivate var line: String {
        var line = "  \(state.rawValue) \(reference)"
        if let reason { line += ": \(reason)" }
        if state == .missing || state == .waived, !dependants.isEmpty {
            line += "\(reason == nil ? ": " : "; ")without it not made: \(dependants.joined(separator: ", "))"
        }
        return line
    }

    fileprivate var json: JSON {
        [
            "place": .string(reference.description), "state": .string(state.rawValue),
            "reason": .optional(reason), "action": .string(action.id),
            "call": .optional(action.method.map { "\($0) \(action.path ?? "")" }), "why": .string(why),
            "supply": .string(supply), "dependants": .strings(dependants),
        ]
    }
}

extension SecretManifest {
    /// One line a secret; how to supply those that are missing stands once at the end.
    package var lines: [String] {
        guard !entries.isEmpty else { return [] }
        var lines = ["secrets that the source does not give back:"] + entries.map(\.line)
        if entries.contains(where: { $0.state == .missing }) {
            lines.append(
                "say in the file of --secrets where each missing one is to be found, or do without it under waive; "
                    + "--secrets-template FILE writes that file")
        }
        return lines
    }

    package var json: JSON { .array(entries.map(\.json)) }
}

extension Plan {
    /// The objects whose actions need an object, directly or through others, in the order of the plan.
    package func dependants(of object: String) -> [String] {
        var lost: Set<String> = [object]
        var found: [String] = []
        for action in actions {
            let name = action.object.description
            guard !lost.contains(name), action.precondition.needs.contains(where: lost.contains) else {
                continue
            }
            lost.insert(name)
            found.append(name)
        }
        return found
    }
}
