import EdgeArchive
import EdgeCore

/// Reads the small files of snapshots one after the other and gathers which blobs they need.
struct SurveyReader {
    let store: Store
    private(set) var blobs: [Digest: NeededBlob] = [:]
    /// Build manifests that were read before: snapshots share them.
    private var known: [Descriptor: Manifest] = [:]
    private var lists: BuildLists

    init(store: Store) {
        self.store = store
        lists = BuildLists(store)
    }

    mutating func read(_ file: CommitFile) -> SurveyedSnapshot {
        var snapshot = SurveyedSnapshot(file: file)
        var builds: [ArchivedBuild] = []
        do throws(ArchiveError) {
            let commit = try store.commit(file)
            snapshot.commit = commit
            need(commit.manifest, for: snapshot.name)
            let documents = try store.manifest(commit.manifest, type: ArchiveFormat.snapshotType)
            for blob in documents.blobs { need(blob, for: snapshot.name) }
            builds = try lists.builds(documents, of: commit)
            snapshot.archive = try Archive(store, commit, &lists)
        } catch {
            snapshot.failures.append((error, [snapshot.name]))
        }
        for build in builds {
            need(build.manifest, for: build.name)
            do throws(ArchiveError) {
                let manifest = try manifest(build.manifest)
                for blob in manifest.blobs { need(blob, for: build.name) }
                _ = try snapshot.archive?.recipe(of: build)
                for blob in manifest.blobs where !ArchiveFormat.bulk.contains(blob.mediaType) {
                    _ = try store.read(blob, limit: ArchiveLimits.pieces)
                }
            } catch {
                snapshot.failures.append((error, [build.name, snapshot.name]))
            }
        }
        return snapshot
    }

    private mutating func manifest(_ descriptor: Descriptor) throws(ArchiveError) -> Manifest {
        if let manifest = known[descriptor] { return manifest }
        let manifest = try store.manifest(descriptor, type: ArchiveFormat.buildType)
        known[descriptor] = manifest
        return manifest
    }

    private mutating func need(_ descriptor: Descriptor, for user: String) {
        blobs[descriptor.digest, default: NeededBlob(descriptor: descriptor, users: [])].users.insert(user)
    }
}
