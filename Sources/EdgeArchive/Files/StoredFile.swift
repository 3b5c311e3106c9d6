package import EdgeCore
import Foundation

/// Reading files of a store, which are never trusted to be what a descriptor says.
package enum StoredFile {
    /// The size of a regular file; links and everything else count as damage.
    package static func size(of path: String) throws(ArchiveError) -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .damaged(file: path, reason: StoredEntry.noFile)
        }
        return Int64(status.st_size)
    }

    /// All bytes of a small file.
    static func read(_ path: String, limit: Int) throws(ArchiveError) -> Data {
        try read(FileSlice(path: path, size: try size(of: path)), file: path, limit: limit)
    }

    /// All bytes of a small file that may lie in another one.
    /// - Parameter file: What errors call it.
    static func read(_ slice: FileSlice, file path: String, limit: Int) throws(ArchiveError) -> Data {
        guard slice.size <= limit else {
            throw .damaged(file: path, reason: "\(slice.size) bytes, where at most \(limit) can be")
        }
        return try slice.bytes(at: 0, count: Int(slice.size), file: path)
    }

    /// The digest of what is read in pieces of at most 1 MiB.
    /// - Parameter each: Sees the pieces in their order.
    package static func digest(
        of source: any ByteSource, _ cancellation: Cancellation,
        each: (UnsafeRawBufferPointer) throws -> Void = { _ in }
    ) throws -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let reader = try source.reader(at: 0)
        var digest = StreamingDigest()
        while case let count = try reader.read(into: buffer), count > 0 {
            try cancellation.check()
            let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            digest.update(piece)
            try each(piece)
        }
        return digest.finish()
    }

    /// The names in a folder, sorted; a missing folder has none.
    static func names(in folder: String) throws(ArchiveError) -> [String] {
        guard let handle = opendir(folder) else {
            if errno == ENOENT { return [] }
            throw .file(path: folder, doing: "read", code: errno)
        }
        defer { closedir(handle) }
        var names: [String] = []
        while let entry = readdir(handle) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            guard names.count <= ArchiveLimits.files else {
                throw .damaged(file: folder, reason: "it holds too many files")
            }
        }
        return names.sorted(by: precedes)
    }

    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    private static func failure(_ path: String, _ code: Int32) -> ArchiveError {
        [ENOENT, ENOTDIR].contains(code)
            ? .missing(file: path) : .file(path: path, doing: "read", code: code)
    }
}
