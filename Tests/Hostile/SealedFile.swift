import EdgeArchive
import EdgeCore
import Foundation

/// A file taken for a sealed archive: read as every command does, from the first look to each document and build.
struct SealedFile {
    let path: String

    /// - Parameter limit: Bytes of its largest member.
    func read(limit: Int) throws {
        let unchecked = try Store(unchecked: path)
        for entry in try unchecked.files.list() where entry.isRegular {
            _ = try unchecked.files.read(entry.path, limit: limit)
        }
        let store = try Store.open(at: path)
        for file in try store.commitFiles() {
            let archive = try Archive(store, try store.commit(file))
            for kind in archive.config.read.keys.sorted() { _ = try archive.documents(kind) }
            for build in archive.builds {
                _ = try StoredFile.digest(of: try archive.source(of: build), Cancellation())
            }
        }
    }
}
