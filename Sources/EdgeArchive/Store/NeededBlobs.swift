package import EdgeCore

/// Every blob that snapshots need, gathered from one after the other.
///
/// A build manifest is read once, however many snapshots name it.
package struct NeededBlobs: Sendable {
    private let store: Store
    /// In no order.
    package private(set) var blobs: [Digest: Descriptor] = [:]
    private var builds: Set<Descriptor> = []

    package init(_ store: Store) { self.store = store }

    /// - Throws: What is wrong with a manifest of the snapshot; then nothing of it is taken.
    package mutating func add(_ archive: Archive) throws(ArchiveError) {
        let fresh = Set(archive.builds.map(\.manifest)).subtracting(builds)
        var needed = [archive.commit.manifest] + archive.manifest.blobs + fresh
        for manifest in fresh {
            needed += try store.manifest(manifest, type: ArchiveFormat.buildType).blobs
        }
        builds.formUnion(fresh)
        for descriptor in needed { blobs[descriptor.digest] = descriptor }
    }
}

extension Store {
    /// Every blob that a snapshot needs.
    package func blobs(of commit: Commit) throws(ArchiveError) -> [Descriptor] {
        var needed = NeededBlobs(self)
        try needed.add(try Archive(self, commit))
        return needed.blobs.values.sorted { $0.digest < $1.digest }
    }
}
