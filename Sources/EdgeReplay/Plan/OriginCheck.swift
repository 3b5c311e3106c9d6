import EdgeCore

/// Safety rule 4: a deployment of the target does not publish to where the source publishes.
struct OriginCheck {
    let dialect: Dialect
    let policy: Policy

    private struct Origin: Hashable {
        let endpoint: String
        let bucket: String
        let prefix: String
    }

    func check(
        _ contents: Contents, _ wanted: Wanted, _ inventory: Inventory, isSameOrganization: Bool
    ) throws {
        let sources = Set((contents.documents[.deployment] ?? []).compactMap(origin))
        var without: [String] = []
        var same: [String] = []
        for document in wanted.documents[.deployment] ?? []
        where !policy.allowSameOrigin.contains(document.name) {
            let stays = policy.onConflict(.deployment) != .update
            let planned = stays ? inventory.documents[document.id] ?? document : document
            guard let origin = origin(of: planned) else {
                without.append(document.name)
                continue
            }
            if isSameOrganization && sources.contains(origin) { same.append(document.name) }
        }
        for document in contents.documents[.deployment] ?? [] {
            // What both sides have was read in full.
            guard let there = inventory.documents[document.id], origin(of: there) == nil,
                !policy.allowSameOrigin.contains(there.name), !without.contains(there.name)
            else { continue }
            without.append(there.name)
        }
        guard without.isEmpty else { throw ReplayError.noOrigin(without, dialect.origin) }
        guard same.isEmpty else { throw ReplayError.sameOrigin(same) }
    }

    /// Nil when endpoint and bucket are not both where the dialect says.
    private func origin(of document: Document) -> Origin? {
        let json = JSON.object(document.fields)
        let text = { (place: String) in JSONPointer(place).flatMap { json[$0]?.string } }
        guard let endpoint = text(dialect.origin.endpoint)?.lowercased(),
            let bucket = text(dialect.origin.bucket)
        else { return nil }
        var prefix = text(dialect.origin.prefix) ?? ""
        while prefix.hasSuffix("/") { prefix.removeLast() }
        while prefix.hasPrefix("/") { prefix.removeFirst() }
        return Origin(endpoint: endpoint, bucket: bucket, prefix: prefix)
    }
}
