import EdgeArchive
import EdgeCore

/// Gives objects of an archive the names that the policy wants on the target; references follow.
///
/// The policy speaks in names of the archive. Plan, journal, secrets file and report speak in names of the target.
struct Renaming: Sendable {
    private let names: [ObjectID: String]
    private let dialect: Dialect
    private let shape: DocumentShape

    init(_ policy: Policy?, _ dialect: Dialect) {
        names = policy?.rename ?? [:]
        self.dialect = dialect
        shape = DocumentShape(dialect)
    }

    func id(_ id: ObjectID) -> ObjectID {
        names[id].map { ObjectID(kind: id.kind, name: $0) } ?? id
    }

    func renames(_ id: ObjectID) -> Bool { names[id] != nil }

    func app(_ name: String) -> String { id(ObjectID(kind: .app, name: name)).name }

    func document(_ document: Document) -> Document {
        guard !names.isEmpty else { return document }
        var fields = document.fields
        let name = id(document.id).name
        fields[dialect[document.kind].identity] = .string(name)
        switch document.kind {
        case .user:
            if let roles = shape.roles(of: document.fields) {
                fields[dialect.users.roles] = shape.value(names: renamed(roles, .role), of: .user)
            }
        case .app:
            if let deployments = shape.deployments(of: document.fields) {
                fields[dialect.apps.deployments] = shape.value(
                    names: renamed(deployments, .deployment), of: .app)
            }
        case .role, .deployment, .subscription: break
        }
        return Document(kind: document.kind, name: name, fields: fields)
    }

    func contents(_ contents: Contents) -> Contents {
        guard !names.isEmpty else { return contents }
        var renamed = contents
        renamed.documents = contents.documents.mapValues(documents)
        renamed.masked = masked(contents.masked)
        renamed.builds = contents.builds.map { $0.moved(to: app($0.app.text)) }
        renamed.missingBuilds = contents.missingBuilds.map { build in
            // A name that no app can have was refused with the policy.
            guard let app = try? AppName(app(build.app.text)) else { return build }
            return MissingBuild(app: app, number: build.number, reason: build.reason)
        }
        renamed.fuzzy = contents.fuzzy.map(id)
        return renamed
    }

    func policy(_ policy: Policy) -> Policy {
        var renamed = policy
        renamed.overlays = Dictionary(policy.overlays.map { (id($0.key), $0.value) }) { first, _ in first }
        renamed.allowSameOrigin = Set(self.renamed(Array(policy.allowSameOrigin), .deployment))
        return renamed
    }

    func organization(_ organization: ComparedOrganization) -> ComparedOrganization {
        guard !names.isEmpty else { return organization }
        var renamed = organization
        renamed.documents = organization.documents.mapValues(documents)
        renamed.masked = masked(organization.masked)
        renamed.builds = Dictionary(organization.builds.map { (app($0.key), $0.value) }) { first, _ in first }
        return renamed
    }

    private func documents(_ documents: [Document]) -> [Document] {
        documents.map(document).sorted { $0.id < $1.id }
    }

    private func masked(_ places: [ObjectID: [JSONPointer]]) -> [ObjectID: [JSONPointer]] {
        Dictionary(places.map { (id($0.key), $0.value) }) { first, _ in first }
    }

    private func renamed(_ list: [String], _ kind: Kind) -> [String] {
        list.map { id(ObjectID(kind: kind, name: $0)).name }
    }
}

extension Contents.Build {
    /// The same build of an app of another name; one that no app can have was refused with the policy.
    fileprivate func moved(to name: String) -> Contents.Build {
        guard let app = try? AppName(name) else { return self }
        return Contents.Build(
            app: app, number: number, label: label, size: size, digest: digest, archivedApp: archivedApp,
            bytes: bytes)
    }
}
