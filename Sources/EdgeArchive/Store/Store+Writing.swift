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
    /// The commit takes its name only if that is free. One that stands there whole is this very one and stays; a damaged one
    /// is replaced: its name says what it must hold.
    func publish(_ commit: Commit) throws(ArchiveError) -> Bool {
        let standing = try standing(under: commit)
        guard standing != .whole else { return false }
        let path = layout.path(Layout.commit(commit))
        let temporary = layout.path("\(Layout.work)/\(commit.fileName).partial")
        defer { unlink(temporary) }
        try DurableFile.makeDirectory(DurableFile.parent(of: path))
        try DurableFile.fill(temporary, flags: O_TRUNC, Data(commit.text.utf8))
        if standing == .nothing { return try DurableFile.claim(temporary, as: path) }
        try DurableFile.move(temporary, to: path)
        return true
    }

    private enum Standing { case nothing, whole, damaged }

    /// What the place of a commit holds already.
    private func standing(under commit: Commit) throws(ArchiveError) -> Standing {
        guard let file = CommitFile(path: Layout.commit(commit)) else { return .nothing }
        do throws(ArchiveError) {
            _ = try self.commit(file)
            return .whole
        } catch .missing {
            return .nothing
        } catch .damaged {
            return .damaged
        }
    }
}
