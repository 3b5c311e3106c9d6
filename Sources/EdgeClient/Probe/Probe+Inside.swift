import EdgeCore

/// What only the objects of one kind show.
extension Probe {
    func lookInside(_ objects: [JSONObject], _ kind: Kind, _ unknown: [String], _ book: inout KeyBook)
        async throws
    {
        switch kind {
        case .role:
            lookForPermissions(objects, &book)
            try await lookForAdministrators(&book)
        case .user:
            lookForPeople(objects, unknown, &book)
            lookForReferences(objects, dialect.users.roles, .user, "shapes.roles", "shapes.roleName", &book)
        case .deployment:
            lookForOrigins(objects, &book)
            lookForPlaceholder(objects, &book)
        case .app:
            lookForBusy(objects, &book)
            lookForReferences(
                objects, dialect.apps.deployments, .app, "shapes.deployments", "shapes.deploymentName", &book)
            let inner = { (name: String) in
                objects.flatMap { $0[name]?.array?.compactMap(\.object) ?? [] }
            }
            look(
                for: FieldGuess.builds(dialect), in: inner(dialect.apps.builds), of: "build in an app", &book)
            look(
                for: FieldGuess.patches(dialect), in: inner(dialect.apps.patches), of: "patch in an app",
                &book)
        case .subscription: break
        }
    }

    private func look(
        for guesses: [FieldGuess], in objects: [JSONObject], of what: String, _ book: inout KeyBook
    ) {
        let expected = Set(guesses.map(\.name))
        book.look(
            for: guesses, in: objects, of: what,
            unknown: Self.keys(of: objects).filter { !expected.contains($0) && $0 != "created" })
    }

    private func lookForAdministrators(_ book: inout KeyBook) async throws {
        let path = dialect.role.path + "/" + EdgeConnection.segment(dialect.roles.administrators)
        switch try await ask(path) {
        case .json: book.confirm("roles.administrators")
        case .refused(404, _):
            book.contradict("roles.administrators", "there is no role of that name")
        default: book.unseen("roles.administrators", "its role could not be asked for")
        }
    }

    /// A user with a first name or a surname is a person, whatever the field of its address is called.
    private func lookForPeople(_ objects: [JSONObject], _ unknown: [String], _ book: inout KeyBook) {
        let people = objects.filter { $0["firstname"] != nil || $0["surname"] != nil }
        let guess = FieldGuess(key: "users.email", name: dialect.users.email, form: .text)
        book.look(for: [guess], in: people, of: "person", unknown: unknown)
    }

    private func lookForOrigins(_ objects: [JSONObject], _ book: inout KeyBook) {
        let leaves = objects.flatMap { Self.leaves(of: .object($0)) }
        let places = Set(leaves.filter { !$0.isSecret && $0.place.steps.count <= 4 }.map(\.place.description))
        let origin = dialect.origin
        for (key, place) in [
            ("origin.endpoint", origin.endpoint), ("origin.bucket", origin.bucket),
            ("origin.prefix", origin.prefix),
        ] {
            if objects.isEmpty {
                book.unseen(key, "no deployment to look at")
            } else if places.contains(place) {
                book.confirm(key)
            } else {
                let used = [origin.endpoint, origin.bucket, origin.prefix, "/label", "/created", "/updated"]
                let others = places.subtracting(used).subtracting(["/" + dialect.deployment.identity])
                book.contradict(
                    key, "no deployment has a text at \(place)", candidates: others.sorted(by: precedes))
            }
        }
    }

    private func lookForPlaceholder(_ objects: [JSONObject], _ book: inout KeyBook) {
        let secrets = objects.flatMap { Self.leaves(of: .object($0)) }.filter(\.isSecret)
        if secrets.contains(where: { $0.text == dialect.placeholder }) {
            book.confirm("placeholder")
        } else if secrets.isEmpty {
            book.unseen("placeholder", "no deployment shows a field named like a secret")
        } else {
            book.contradict(
                "placeholder",
                "fields named like a secret hold other text: the placeholder is another one, or secrets come in clear"
            )
        }
    }

    /// A text inside a document.
    private typealias Leaf = (place: JSONPointer, text: String, isSecret: Bool)

    private static func leaves(of value: JSON, at place: JSONPointer = JSONPointer(), isSecret: Bool = false)
        -> [Leaf]
    {
        switch value {
        case .string(let text): [(place, text, isSecret)]
        case .object(let object):
            object.members.flatMap { key, value in
                leaves(
                    of: value, at: place.appending(key), isSecret: isSecret || FieldTable.looksSecret(key))
            }
        default: []
        }
    }
}
