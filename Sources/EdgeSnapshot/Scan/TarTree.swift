import EdgeCore
import Foundation

/// The tars below some folders, and what could not be looked at.
///
/// Symbolic links are not followed and folders are looked at once, so no loop is endless; a file is a tar by its name.
struct TarTree: Sendable {
    struct File: Sendable, Hashable {
        let path: String
        let size: Int64
        /// Two names of one file need not be compared.
        let inode: Inode
    }

    struct Inode: Sendable, Hashable {
        let device: UInt
        let number: UInt
    }

    /// Sorted by path.
    private(set) var files: [File] = []
    /// Folders that could not be read, and why.
    private(set) var unreadable: [String] = []
    private(set) var links = 0
    /// Files and folders that were seen.
    private(set) var entries = 0

    private var seen: Set<Inode> = []
    private let limits: Limits

    /// What a walk may see; a larger tree is an error and not a part of the truth.
    struct Limits: Sendable {
        var entries = 1_000_000
        /// Folders in each other.
        var depth = 64
    }

    /// - Throws: `CoreError.file` for a folder that is none; `SnapshotError.treeTooLarge`; `CancellationError`.
    init(below folders: [String], limits: Limits = Limits(), _ cancellation: Cancellation) throws {
        self.limits = limits
        for folder in folders {
            var status = stat()
            guard stat(folder, &status) == 0 else {
                throw CoreError.file(path: folder, doing: "read", code: errno)
            }
            guard status.st_mode & S_IFMT == S_IFDIR else {
                throw CoreError.file(path: folder, doing: "read", code: ENOTDIR)
            }
            // The names of the folders above belong to what a path says.
            let whole = URL(fileURLWithPath: folder).standardizedFileURL.path
            guard seen.insert(Inode(status)).inserted else { continue }
            try walk(whole, root: folder, cancellation)
        }
        files.sort { precedes($0.path, $1.path) }
    }

    private mutating func walk(_ top: String, root: String, _ cancellation: Cancellation) throws {
        var waiting: [(path: String, depth: Int)] = [(top, 0)]
        while let (folder, depth) = waiting.popLast() {
            try cancellation.check()
            guard depth <= limits.depth else {
                unreadable.append("\(quoted(folder)): more than \(limits.depth) folders in each other")
                continue
            }
            guard let handle = opendir(folder) else {
                unreadable.append("\(quoted(folder)): \(systemMessage(errno))")
                continue
            }
            defer { closedir(handle) }
            while let name = Self.next(handle) {
                entries += 1
                guard entries <= limits.entries else {
                    throw SnapshotError.treeTooLarge(folder: root, limit: limits.entries)
                }
                let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
                var status = stat()
                // What vanished meanwhile is not there.
                guard lstat(path, &status) == 0 else { continue }
                switch status.st_mode & S_IFMT {
                case S_IFDIR where seen.insert(Inode(status)).inserted: waiting.append((path, depth + 1))
                case S_IFLNK: links += 1
                case S_IFREG where name.hasSuffix(TarName.suffix):
                    files.append(File(path: path, size: Int64(status.st_size), inode: Inode(status)))
                default: break
                }
            }
        }
    }

    private static func next(_ handle: OpaquePointer) -> String? {
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { return name }
        }
        return nil
    }
}

extension TarTree.Inode {
    fileprivate init(_ status: stat) {
        self.init(device: UInt(status.st_dev), number: UInt(status.st_ino))
    }
}
