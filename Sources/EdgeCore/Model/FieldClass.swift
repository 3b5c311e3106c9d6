/// What a field means to us; mask, comparison, plan and proof read this one table.
package enum FieldClass: String, Sendable, Codable, Hashable, CaseIterable {
    /// The name: unique, immutable, how objects are found.
    case identity
    /// A name, or a list of names, of other objects; lists are sets.
    case reference
    /// Content that is written and compared.
    case value
    /// Never stored, never compared; sent only from the secrets file.
    case secret
    /// Made by the server: kept in the archive, never sent, never compared.
    case volatile
    /// Not in the table: kept, sent at creation, compared.
    case unknown
}

/// The classes of the fields of all kinds in one dialect.
package struct FieldTable: Sendable {
    private let dialect: Dialect
    private let shape: DocumentShape
    private let classes: [Kind: [String: FieldClass]]

    package init(_ dialect: Dialect) {
        self.dialect = dialect
        shape = DocumentShape(dialect)
        var classes: [Kind: [String: FieldClass]] = [:]
        for kind in Kind.allCases {
            // A dialect can give two fields one name: the later line counts.
            var fields = Dictionary(Self.known(kind, dialect).map { ($0.key, $0.value) }) { _, last in last }
            fields["created"] = .volatile
            fields["updated"] = .volatile
            fields[dialect[kind].identity] = .identity
            fields.merge(dialect.fields[kind.rawValue] ?? [:]) { _, set in set }
            classes[kind] = fields
        }
        self.classes = classes
    }

    /// The class of a top-level field.
    package func classify(_ field: String, of kind: Kind) -> FieldClass {
        classes[kind]?[field] ?? (Self.looksSecret(field) ? .secret : .unknown)
    }

    /// The classified fields of a kind, in canonical order.
    package func fields(of kind: Kind) -> [(name: String, class: FieldClass)] {
        (classes[kind] ?? [:]).sorted { precedes($0.key, $1.key) }.map { (name: $0.key, class: $0.value) }
    }

    /// The kind that a reference field names.
    package func referenced(by field: String, of kind: Kind) -> Kind? {
        switch kind {
        case .user where field == dialect.users.roles: .role
        case .app where field == dialect.apps.deployments: .deployment
        default: nil
        }
    }

    /// All references of a document, in the order of its fields.
    package func references(of document: Document) -> [ObjectID] {
        document.fields.members.flatMap { field, value -> [ObjectID] in
            guard let kind = referenced(by: field, of: document.kind) else { return [] }
            return names(value, of: document.kind).map { ObjectID(kind: kind, name: $0) }
        }
    }

    /// Says whether a key is named like a secret; only strings at or below such a key are masked.
    package static func looksSecret(_ key: String) -> Bool {
        let key = key.lowercased()
        return ["secret", "key", "token", "password", "credential"].contains { key.contains($0) }
    }

    /// The names in a reference of a kind; none for a value in another shape than the dialect says.
    package func names(_ value: JSON, of kind: Kind) -> [String] { shape.names(value, of: kind) ?? [] }

    private static func known(_ kind: Kind, _ dialect: Dialect) -> KeyValuePairs<String, FieldClass> {
        switch kind {
        case .role:
            ["label": .value, dialect.roles.permissions: .value]
        case .deployment:
            [
                "label": .value, "originPrefix": .value, "origin": .value, "downloadAuth": .value,
                "error": .volatile,
            ]
        case .user:
            [
                "title": .value, "firstname": .value, "surname": .value, "label": .value,
                dialect.users.email: .value, dialect.users.roles: .reference, "enabled": .volatile,
                dialect.users.apiKey: .secret,
            ]
        case .app:
            [
                "label": .value, dialect.apps.maxBuilds: .value, dialect.apps.deployments: .reference,
                dialect.apps.currentBuild: .volatile, dialect.apps.processing: .volatile,
                dialect.apps.exporting: .volatile, dialect.apps.error: .volatile,
                dialect.apps.patches: .volatile,
                dialect.apps.builds: .volatile, "sizeBytes": .volatile, "dxfName": .volatile,
            ]
        case .subscription:
            [
                "kind": .value, "url": .value, "channel": .value, "types": .value, "events": .value,
                dialect.subscriptions.secret: .secret,
            ]
        }
    }
}
