import EdgeCore
import Foundation

/// Steps of writers, who hold the lock of the store.
extension Store {
    /// Removes what a killed writer left half and nobody can continue.
    func clearPartialFiles() throws(ArchiveError) {
        for name in try names(in: Layout.work) where name.hasSuffix(".partial") {
            unlink(layout.path("\(Layout.work)/\(name)"))
        }
    }

    /// Makes the names of all blobs durable: a writer that was killed may have left one that is not, and this one is
    /// going to rely on it.
    func settleBlobs() throws(ArchiveError) { try DurableFile.sync(layout.path(Layout.blobs)) }

    /// Makes a snapshot exist whose blobs are all there, and says whether it is new.
    ///
    /// A commit that is there and damaged is replaced: its name says what it must hold.
    func publish(_ commit: Commit) throws(ArchiveError) -> Bool {
        let path = Layout.commit(commit)
        let file = CommitFile(path: path)
        if let file, (try? self.commit(file)) != nil { return false }
        try DurableFile.makeDirectory(layout.path("\(Layout.snapshots)/\(commit.config.organization)"))
        try DurableFile.write(
            Data(commit.text.utf8), to: layout.path(path),
            by: layout.path("\(Layout.work)/\(commit.fileName).partial"))
        return true
    }
}
