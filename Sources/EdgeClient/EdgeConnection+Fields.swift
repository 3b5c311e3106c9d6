import EdgeCore

/// A document in full holds what the dialect names, in the shape that it says; else a line of the dialect is wrong.
///
/// A field that went by another name would be sent as an unknown one, and its meaning would be lost in silence.
extension EdgeConnection {
    func check(_ document: Document, path: String) throws {
        let table = FieldTable(dialect)
        let unknown = document.fields.members.filter { table.classify($0.key, of: document.kind) == .unknown }
        try check(
            FieldGuess.fields(of: document.kind, dialect), in: document.fields, unknown: unknown, path: path)
        switch document.kind {
        case .role: try check(permissionsOf: document, path: path)
        case .user:
            try check(dialect.users.roles, "shapes.roles", "shapes.roleName", of: document, path: path)
            let isPerson = document.fields["firstname"] != nil || document.fields["surname"] != nil
            if isPerson, document.fields[dialect.users.email] == nil {
                // A person taken for a machine would get an API key.
                throw unexpected(dialect.users.email, at: path, ["users.email"])
            }
        case .app:
            try check(
                dialect.apps.deployments, "shapes.deployments", "shapes.deploymentName", of: document,
                path: path)
            try check(entriesOf: document, dialect.apps.builds, FieldGuess.builds(dialect), path: path)
            if document.fields[dialect.apps.builds] == nil {
                // Only then the numbers of builds follow from the patches.
                try check(entriesOf: document, dialect.apps.patches, FieldGuess.patches(dialect), path: path)
            }
        case .deployment, .subscription: break
        }
    }

    /// A missing field is one by another name, unless an Edge may leave it out and nothing here could be it.
    private func check(
        _ guesses: [FieldGuess], in fields: JSONObject, unknown: [JSONObject.Member], path: String
    ) throws {
        for guess in guesses {
            let isRight =
                if let value = fields[guess.name] {
                    value.isNull || guess.form.fits(value)
                } else {
                    guess.isOptional
                        && (guess.form == .anything || !unknown.contains { guess.form.fits($0.value) })
                }
            if !isRight { throw unexpected(guess.name, at: path, guess.keys) }
        }
    }

    private func check(
        entriesOf document: Document, _ field: String, _ guesses: [FieldGuess], path: String
    ) throws {
        let known = Set(guesses.map(\.name) + ["created"])
        for entry in document.fields[field]?.array?.compactMap(\.object) ?? [] {
            let unknown = entry.members.filter { !known.contains($0.key) }
            try check(guesses, in: entry, unknown: unknown, path: path)
        }
    }

    private func check(permissionsOf role: Document, path: String) throws {
        let shapes = dialect.shapes
        let field = dialect.roles.permissions
        guard let value = role.fields[field], !value.isNull, DocumentShape(dialect).permissions(value) == nil
        else { return }
        guard shapes.permissions == .list, let entries = value.array else {
            throw unexpected(field, at: path, ["shapes.permissions"])
        }
        guard entries.allSatisfy({ $0[shapes.permissionResource]?.string != nil }) else {
            throw unexpected(shapes.permissionResource, at: path, ["shapes.permissionResource"])
        }
        throw unexpected(shapes.permissionValue, at: path, ["shapes.permissionValue"])
    }

    private func check(
        _ field: String, _ choice: String, _ nameKey: String, of document: Document, path: String
    ) throws {
        let shape = DocumentShape(dialect)
        guard let value = document.fields[field], shape.names(value, of: document.kind) == nil else { return }
        let isOfObjects = value.array?.allSatisfy { $0.object != nil } == true
        guard let name = shape.nameKey(of: document.kind), isOfObjects else {
            throw unexpected(field, at: path, [choice])
        }
        throw unexpected(name, at: path, [nameKey])
    }
}
