package import EdgeClient
package import EdgeCore

/// What a target holds, as far as a replay meets it: enough for a sandbox to stand in for it. It holds no secret.
package struct TargetCopy: Sendable {
    package let organization: OrganizationName
    /// The calling account and the roles that it holds.
    package let account: (name: String, roles: [String])
    /// Bodies as a creation would send them, in plain shapes, with made-up text where secrets belong.
    package private(set) var documents: [Kind: [JSONObject]] = [:]
    package private(set) var builds: [(app: String, builds: [NativeBuild])] = []

    /// A target that holds nothing but an account of all rights, whose name the archive does not use.
    package init(emptyFor contents: Contents, _ dialect: Dialect) {
        let taken = Set((contents.documents[.user] ?? []).map(\.name))
        let name = (0...taken.count).map { "rehearsal\($0)" }.first { !taken.contains($0) } ?? "rehearsal"
        self.init(contents.organization, (name, [dialect.roles.administrators]))
    }

    private init(_ organization: OrganizationName, _ account: (name: String, roles: [String])) {
        self.organization = organization
        self.account = account
    }

    /// Reads everything that a target holds.
    package static func taking(of target: TargetEdge, _ meter: Meter?) async throws -> TargetCopy {
        let dialect = target.dialect
        var all: [Kind: [Document]] = [:]
        for kind in Kind.allCases {
            meter?.begin("copying \(kind.plural) of the target")
            all[kind] = try await target.documents(kind, meter: meter)
        }
        var account = (name: "rehearsal", roles: [dialect.roles.administrators])
        if let username = target.username {
            let own = try await target.find(ObjectID(kind: .user, name: username))
            let roles = own.flatMap { DocumentShape(dialect).roles(of: $0.fields) }
            account = (username, roles ?? account.roles)
        }
        var copy = TargetCopy(target.address.organization, account)
        let plain = PlainBodies(dialect)
        for (kind, documents) in all {
            copy.documents[kind] = documents.filter {
                !($0.kind == .user && $0.name == account.name)
                    && !($0.kind == .role && $0.name == dialect.roles.administrators)
            }.map(plain.body)
        }
        copy.builds = (all[.app] ?? []).map { ($0.name, $0.builds(dialect)) }
        return copy
    }
}

/// Writes documents as a sandbox keeps them: the names of a dialect, and no shapes of it.
private struct PlainBodies {
    private let translation: DialectTranslation
    private let plain: Dialect
    private let bodies: Bodies
    private let mask: Mask

    init(_ dialect: Dialect) {
        var plain = dialect
        plain.shapes = Dialect().shapes
        self.plain = plain
        translation = DialectTranslation(from: dialect, to: plain)
        bodies = Bodies(plain)
        mask = Mask(plain)
    }

    func body(_ document: Document) -> JSONObject {
        let masked = mask.apply(to: translation.document(document))
        let slotted = bodies.create(masked.document, secrets: masked.places)
        let slots = Slots(of: masked.document.id.description)
        let madeUp = slots.references(in: .object(slotted)).map { ($0, Secret("made-up")) }
        var body = slots.filling(slotted, with: Dictionary(madeUp) { first, _ in first })
        if document.kind == .app {
            body[plain.apps.deployments] = masked.document.fields[plain.apps.deployments]
        }
        return body
    }
}
