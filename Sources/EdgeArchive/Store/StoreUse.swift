import EdgeCore
import Foundation

/// The wish of a reader that nothing leaves the store meanwhile: a shared lock of its `ferry.json`, which only `prune` takes alone.
///
/// The kernel releases it when the process ends, however it ends.
final class StoreUse: Sendable {
    private let descriptor: Int32
    private let store: String

    /// Nil where the file system has no locks or nobody may read `ferry.json`: then nothing is promised.
    /// - Throws: `ArchiveError.locked` while another process prunes the store.
    init?(of layout: Layout) throws(ArchiveError) {
        let path = layout.path(Layout.ferry)
        // On network file systems an exclusive lock needs a file that is open for writing; readers of a read-only one need none.
        let writing = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        descriptor = writing >= 0 ? writing : open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        store = layout.root
        guard descriptor >= 0 else { return nil }
        if let code = FileLock.lock(descriptor, LOCK_SH), code == EWOULDBLOCK {
            throw .locked(store: store, by: .pruner)
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Runs the body while nobody else reads the store.
    /// - Parameter patience: How long to wait for readers.
    /// - Throws: `ArchiveError.locked` when another process still reads it.
    func alone<Result>(patience: Duration, _ body: () throws -> Result) throws -> Result {
        let end = ContinuousClock.now + patience
        while let code = FileLock.lock(descriptor, LOCK_EX) {
            if code == EWOULDBLOCK, ContinuousClock.now < end {
                usleep(50_000)
                continue
            }
            throw code == EWOULDBLOCK
                ? ArchiveError.locked(store: store, by: .reader)
                : .file(path: "\(store)/\(Layout.ferry)", doing: "lock", code: code)
        }
        defer { _ = FileLock.lock(descriptor, LOCK_SH) }
        return try body()
    }
}

/// What another process does with a store.
package enum StoreUser: String, Sendable, Hashable {
    case writer = "writes into it"
    case reader = "reads it"
    case pruner = "prunes it"
}
