import EdgeCore
import Foundation

/// The right to write into a store, held by one process.
final class StoreLock: Sendable {
    private let lock: FileLock

    /// - Throws: `ArchiveError.locked` when another writer holds it.
    init(_ layout: Layout) throws(ArchiveError) {
        try DurableFile.makeDirectory(layout.path(Layout.work))
        let path = layout.path(Layout.lock)
        let taken: FileLock?
        do {
            taken = try FileLock(path: path)
        } catch {
            throw .file(path: path, doing: "lock", code: fileCode(of: error))
        }
        guard let taken else { throw .locked(store: layout.root, by: .writer) }
        lock = taken
    }
}
