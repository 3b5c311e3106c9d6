package import EdgeCore
package import Foundation

/// One file of a store as it was found.
package struct StoredEntry: Sendable {
    /// Below the root of the store.
    package let path: String
    package let size: Int64
    /// Why nobody can read it as a file of the store; nil for a regular file.
    package let flaw: String?

    package var isRegular: Bool { flaw == nil }

    static let noFile = "it is no regular file"
}

/// Where the files of a store lie: below a directory, or in a sealed tar that is read in place.
///
/// Everything that reads a store reads through this; paths below the root are the names of both forms.
package enum StoreFiles: Sendable, Hashable {
    case directory(Layout)
    case sealed(SealedTar)

    /// The path of the store, as a user names it.
    package var root: String {
        switch self {
        case .directory(let layout): layout.root
        case .sealed(let tar): tar.path
        }
    }

    /// Why a sealed tar is not whole; nil for one that is, and for a directory.
    package var flaw: String? {
        switch self {
        case .directory: nil
        case .sealed(let tar): tar.flaw
        }
    }

    /// What errors call a file; of a directory it is the path to it.
    package func path(_ below: String) -> String { "\(root)/\(below)" }

    /// Where the bytes of a regular file lie.
    /// - Throws: `ArchiveError.missing`, or `.damaged` for a link and everything else that is no file.
    package func slice(_ below: String) throws(ArchiveError) -> FileSlice {
        switch self {
        case .directory(let layout):
            let path = layout.path(below)
            return FileSlice(path: path, size: try StoredFile.size(of: path))
        case .sealed(let tar): return try tar.slice(below)
        }
    }

    /// All bytes of a small file.
    package func read(_ below: String, limit: Int) throws(ArchiveError) -> Data {
        try StoredFile.read(try slice(below), file: path(below), limit: limit)
    }

    package func exists(_ below: String) -> Bool {
        switch self {
        case .directory(let layout): StoredFile.exists(layout.path(below))
        case .sealed(let tar): tar.exists(below)
        }
    }

    /// The names in a folder, sorted; a missing folder has none.
    package func names(in folder: String) throws(ArchiveError) -> [String] {
        switch self {
        case .directory(let layout): try StoredFile.names(in: layout.path(folder))
        case .sealed(let tar): tar.names(in: folder)
        }
    }

    /// Every file but those of `work/`.
    package func list() throws(ArchiveError) -> [StoredEntry] {
        switch self {
        case .directory(let layout): try Self.list(layout)
        case .sealed(let tar): tar.list
        }
    }

    private static func list(_ layout: Layout) throws(ArchiveError) -> [StoredEntry] {
        var found: [StoredEntry] = []
        var folders = [""]
        while let folder = folders.popLast() {
            for name in try StoredFile.names(in: folder.isEmpty ? layout.root : layout.path(folder)) {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                var status = stat()
                guard path != Layout.work, lstat(layout.path(path), &status) == 0 else { continue }
                if status.st_mode & S_IFMT == S_IFDIR, folder.split(separator: "/").count < 3 {
                    folders.append(path)
                } else {
                    let isRegular = status.st_mode & S_IFMT == S_IFREG
                    found.append(
                        StoredEntry(
                            path: path, size: Int64(status.st_size),
                            flaw: isRegular ? nil : StoredEntry.noFile))
                }
            }
        }
        return found
    }
}
