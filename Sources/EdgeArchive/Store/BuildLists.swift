import EdgeCore

/// The lists of builds of many snapshots, each read once however many snapshots name it.
package struct BuildLists: Sendable {
    private let store: Store
    private var lists: [Digest: [ArchivedBuild]] = [:]

    package init(_ store: Store) { self.store = store }

    /// The builds of a snapshot, ascending by app and number.
    package mutating func builds(
        _ manifest: Manifest, of commit: Commit
    ) throws(ArchiveError) -> [ArchivedBuild] {
        guard let layer = manifest.layer(titled: BuildsBlob.title) else {
            throw .damaged(
                file: store.layout.blob(commit.manifest.digest), reason: "it names no list of builds")
        }
        if let builds = lists[layer.digest], BuildTotals(builds) == commit.config.builds { return builds }
        let builds = try BuildsBlob.decode(
            try store.read(layer), totals: commit.config.builds, file: store.layout.blob(layer.digest))
        lists[layer.digest] = builds
        return builds
    }
}
