import Foundation

/// Bytes of a known length that can be read from any offset, as often as asked: what an upload sends.
package protocol ByteSource: Sendable {
    var size: Int64 { get }
    /// Opens the bytes at an offset.
    /// - Throws: An `Explained` error when they cannot be opened.
    func reader(at offset: Int64) throws -> any ByteReader
}

/// One pass over the bytes of a source; used by one thread, closed when it is released.
package protocol ByteReader: AnyObject {
    /// Fills the buffer from its start and says how much; 0 only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension ByteReader {
    /// Reads until the buffer is full or the bytes end, and says how many came.
    package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var filled = 0
        while filled < buffer.count,
            case let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])),
            count > 0
        {
            filled += count
        }
        return filled
    }
}

/// A piece of a file: a whole blob, or a member of a sealed archive in place.
package struct FileSlice: ByteSource, Hashable {
    package let path: String
    package let offset: Int64
    package let size: Int64

    package init(path: String, offset: Int64 = 0, size: Int64) {
        self.path = path
        self.offset = offset
        self.size = size
    }

    /// The whole of a file as it is now.
    package init(whole path: String) throws(CoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .file(path: path, doing: "open", code: errno) }
        self.init(path: path, size: Int64(status.st_size))
    }

    package func reader(at start: Int64) throws -> any ByteReader {
        try FileSliceReader(path: path, position: offset + start, end: offset + size)
    }
}

/// Reads with `pread`, so a file that shrinks meanwhile is an error and not a short success.
private final class FileSliceReader: ByteReader {
    private let path: String
    private let descriptor: Int32
    private var position: Int64
    private let end: Int64

    init(path: String, position: Int64, end: Int64) throws(CoreError) {
        self.path = path
        self.position = position
        self.end = end
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, doing: "open", code: errno) }
    }

    deinit { close(descriptor) }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = Int(min(Int64(buffer.count), end - position))
        guard wanted > 0 else { return 0 }
        while true {
            let count = pread(descriptor, buffer.baseAddress, wanted, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw CoreError.file(path: path, doing: "read", code: count < 0 ? errno : EIO)
            }
            position += Int64(count)
            return count
        }
    }
}
