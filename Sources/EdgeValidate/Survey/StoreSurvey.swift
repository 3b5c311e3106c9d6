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

    /// Every build of the snapshots once, with one of the archives that hold it.
    var builds: [(build: ArchivedBuild, archive: Archive)] {
        var seen: Set<Digest> = []
        return snapshots.compactMap(\.archive).flatMap { archive in
            archive.builds.filter { seen.insert($0.manifest.digest).inserted }.map { ($0, archive) }
        }
    }

    var hashedBytes: Int64 { storedBlobs.reduce(0) { $0 + $1.size } }

    /// True when every small file of every snapshot could be read.
    var isReadable: Bool { snapshots.allSatisfy { $0.failures.isEmpty } }

    /// - Throws: `ArchiveError` when there is no store, or not that snapshot.
    init(_ address: ArchiveAddress, level: Level, _ meter: Meter) throws(ArchiveError) {
        let store = try Store(unchecked: address.path)
        do throws(ArchiveError) {
            try store.expectWhole()
        } catch .damaged, .missing, .unknownFormat {
            // A finding of its rule; the rest of the store is looked at all the same.
        }
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
