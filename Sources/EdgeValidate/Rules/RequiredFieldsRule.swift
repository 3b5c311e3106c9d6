import EdgeCore

/// Every document has the fields that an Edge demands when an object is made; it would refuse others.
///
/// Names and surnames of people, labels of machine users and apps, roles, permissions, origins (API pages on creating them;
/// that a role needs its permissions is assumed).
struct RequiredFieldsRule: ContentRule {
    static let id = "required-fields"
    static let level = Level.content

    func findings(in contents: SnapshotContents) -> [Finding] {
        contents.all.flatMap { document in
            required(of: document, contents.dialect).filter {
                (document.fields[$0] ?? .null).isNull
            }.map {
                contents.finding(
                    Self.id, .finding, document, at: JSONPointer([$0]).description, "it is missing",
                    hint: "An Edge would refuse it; give it by an overlay in the policy.")
            }
        }
    }

    private func required(of document: Document, _ dialect: Dialect) -> [String] {
        switch document.kind {
        case .role: [dialect.roles.permissions]
        case .deployment: JSONPointer(dialect.origin.bucket)?.steps.prefix(1).map { $0 } ?? []
        case .user where (document.fields[dialect.users.email] ?? .null).isNull:
            ["label", dialect.users.roles]
        case .user: ["firstname", "surname", dialect.users.roles]
        case .app: ["label"]
        case .subscription: []
        }
    }
}
