import EdgeCore
import Foundation

/// The right to write into a store, held by one process; it ends with the process, however that ends.
final class StoreLock: Sendable {
    private let descriptor: Int32

    /// - Throws: `ArchiveError.locked` when another writer holds it.
    init(_ layout: Layout) throws(ArchiveError) {
        try DurableFile.makeDirectory(layout.path(Layout.work))
        let path = layout.path(Layout.lock)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK
                ? .locked(store: layout.root) : .file(path: path, doing: "lock", code: code)
        }
    }

    deinit { close(descriptor) }
}
