package import EdgeCore
package import Foundation

/// Reading files of a store, which are never trusted to be what a descriptor says.
package enum StoredFile {
    /// The size of a regular file; links and everything else count as damage.
    package static func size(of path: String) throws(ArchiveError) -> Int64 {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .damaged(file: path, reason: "it is no regular file")
        }
        return Int64(status.st_size)
    }

    /// All bytes of a small file.
    package static func read(_ path: String, limit: Int) throws(ArchiveError) -> Data {
        let size = try size(of: path)
        guard size <= limit else {
            throw .damaged(file: path, reason: "\(size) bytes, where at most \(limit) can be")
        }
        var data = Data(count: Int(size))
        let slice = FileSlice(path: path, size: size)
        do {
            let reader = try slice.reader(at: 0)
            try data.withUnsafeMutableBytes { buffer in
                var filled = 0
                while case let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]),
                    case let count = try reader.read(into: rest), count > 0
                {
                    filled += count
                }
            }
        } catch let error as CoreError {
            guard case .file(_, _, let code) = error else { throw failure(path, EIO) }
            throw failure(path, code)
        } catch {
            throw failure(path, EIO)
        }
        return data
    }

    /// The digest of a file that is read in pieces.
    package static func digest(
        of source: any ByteSource, _ cancellation: Cancellation, progress: (Int64) -> Void = { _ in }
    ) throws -> Digest {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let reader = try source.reader(at: 0)
        var digest = StreamingDigest()
        while case let count = try reader.read(into: buffer), count > 0 {
            try cancellation.check()
            digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            progress(Int64(count))
        }
        return digest.finish()
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
