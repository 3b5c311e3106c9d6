import EdgeArchive
import EdgeCore

/// A blob that snapshots need.
struct NeededBlob: Sendable {
    let descriptor: Descriptor
    /// What depends on it.
    var users: Set<String>
}

/// One snapshot as far as its files could be read.
struct SurveyedSnapshot: Sendable {
    let file: CommitFile
    var commit: Commit?
    var archive: Archive?
    /// What kept its small files from being read.
    var failures: [(error: any Error, objects: [String])] = []

    var name: String { "snapshot/\(file.id)" }
}

/// What rules look at: the listing of a store and all its small files, read once.
struct StoreSurvey: Sendable {
    let store: Store
    let meter: Meter
    /// False when one snapshot only is validated: the rest of the store is then nobody's business.
    let isWhole: Bool
    let files: [StoredEntry]
    let snapshots: [SurveyedSnapshot]
    let blobs: [Digest: NeededBlob]

    var layout: Layout { store.layout }

    /// Blobs in the store, needed or not.
    var storedBlobs: [(digest: Digest, size: Int64)] {
        files.compactMap { file in
            guard file.isRegular, file.path.hasPrefix(Layout.blobs + "/"),
                let digest = Digest(file.path.dropFirst(Layout.blobs.count + 1))
            else { return nil }
            return isWhole || blobs[digest] != nil ? (digest, file.size) : nil
        }
    }

    var hashedBytes: Int64 { storedBlobs.reduce(0) { $0 + $1.size } }

    /// True when every small file of every snapshot could be read.
    var isReadable: Bool { snapshots.allSatisfy { $0.failures.isEmpty } }

    /// - Throws: `ArchiveError` when there is no store, or not that snapshot.
    init(_ address: ArchiveAddress, level: Level, _ meter: Meter) throws(ArchiveError) {
        do throws(ArchiveError) {
            _ = try Store.open(at: address.path)
        } catch .damaged, .missing, .unknownFormat {
            // A finding of its rule; the rest of the store is looked at all the same.
        }
        let store = try Store(unchecked: address.path)
        self.store = store
        self.meter = meter
        isWhole = address.reference == nil
        files = try store.files.list()
        var commits = try store.commitFiles()
        if let reference = address.reference { commits = [try store.file(reference)] }
        var reader = SurveyReader(store: store)
        snapshots = commits.map { reader.read($0) }
        blobs = reader.blobs
    }
}
