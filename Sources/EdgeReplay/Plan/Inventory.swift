package import EdgeClient
package import EdgeCore

/// What the target has: the names of everything, and the details of what the archive has too.
package struct Inventory: Sendable {
    /// As the lists give them; in full where the archive has an object of the same name.
    package var documents: [ObjectID: Document]
    /// The calling account, when the target shows it.
    package var account: Document?
    /// Apps that a replay of ours has made and could not register deployments with.
    package var unregistered: Set<String> = []

    package init(_ documents: [Document] = [], account: Document? = nil) {
        self.documents = Dictionary(documents.map { ($0.id, $0) }) { first, _ in first }
        self.account = account
    }

    func names(_ kind: Kind) -> [String] {
        documents.keys.filter { $0.kind == kind }.map(\.name).sorted(by: precedes)
    }

    /// Reads the target: one list a kind, one call for each object that both sides have.
    package static func taking(of target: TargetEdge, for contents: Contents, parallel: Int) async throws
        -> Inventory
    {
        var inventory = Inventory()
        for kind in Kind.allCases {
            let listed = try await target.list(kind)
            let wanted = Set((contents.documents[kind] ?? []).map(\.name))
            let shared = listed.filter { wanted.contains($0.name) }
            let details = try await mapBounded(shared, limit: parallel) { try await target.find($0.id) }
            for document in listed where !wanted.contains(document.name) {
                inventory.documents[document.id] = document
            }
            for case let document? in details { inventory.documents[document.id] = document }
        }
        if let username = target.username {
            // Some Edges leave the caller out of the list of users.
            inventory.account = try await target.find(ObjectID(kind: .user, name: username))
        }
        return inventory
    }
}
