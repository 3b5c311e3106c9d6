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
        guard without.isEmpty else { throw ReplayError.noOrigin(without, dialect.origin) }
        guard same.isEmpty else { throw ReplayError.sameOrigin(same) }
    }

    /// Nil when neither endpoint nor bucket is where the dialect says.
    private func origin(of document: Document) -> Origin? {
        let json = JSON.object(document.fields)
        let text = { (place: String) in JSONPointer(place).flatMap { json[$0]?.string } }
        let endpoint = text(dialect.origin.endpoint)?.lowercased()
        let bucket = text(dialect.origin.bucket)
        guard endpoint != nil || bucket != nil else { return nil }
        var prefix = text(dialect.origin.prefix) ?? ""
        while prefix.hasSuffix("/") { prefix.removeLast() }
        while prefix.hasPrefix("/") { prefix.removeFirst() }
        return Origin(endpoint: endpoint ?? "", bucket: bucket ?? "", prefix: prefix)
    }
}
