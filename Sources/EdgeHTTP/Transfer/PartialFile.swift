package import EdgeCore
import Foundation

/// A file on its way here, and beside it the note that lets a later process continue it.
///
/// The note `PATH.etag` holds the strong ETag of the remote file whose first bytes are in the file. It is written
/// while the file is empty, so after a kill at any instant it belongs to every byte that is there.
package final class PartialFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// Opens the file, and makes it when it is missing.
    init(_ path: String) throws(CoreError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
    }

    deinit { close(descriptor) }

    /// Removes the note of a file that was moved to its place, or given up; a missing one is fine.
    package static func forget(_ path: String) throws(CoreError) {
        let note = notePath(path)
        guard unlink(note) == 0 || errno == ENOENT else {
            throw .file(path: note, doing: "remove", code: errno)
        }
    }

    private static func notePath(_ path: String) -> String { path + ".etag" }

    func size() throws(CoreError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .file(path: path, doing: "read", code: errno) }
        return Int64(status.st_size)
    }

    /// The ETag of what is in the file; nil when there is no note, or one that nobody can use.
    func etag() -> String? {
        let note = open(Self.notePath(path), O_RDONLY | O_CLOEXEC)
        guard note >= 0 else { return nil }
        defer { close(note) }
        var bytes = [UInt8](repeating: 0, count: ResponseHead.etagLimit + 1)
        let count = pread(note, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return ResponseHead.strongETag(String(decoding: bytes[..<count], as: UTF8.self))
    }

    /// Empties the file for the remote file with this ETag.
    func restart(etag: String?) throws(CoreError) {
        guard ftruncate(descriptor, 0) == 0 else { throw .file(path: path, doing: "write", code: errno) }
        try Self.forget(path)
        guard let etag else { return }
        let path = Self.notePath(path)
        let note = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard note >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        defer { close(note) }
        // A torn note lacks its closing quotation mark, and the file is still empty.
        let bytes = Array(etag.utf8)
        let count = pwrite(note, bytes, bytes.count, 0)
        guard count == bytes.count else {
            throw .file(path: path, doing: "write", code: count < 0 ? errno : ENOSPC)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at position: Int64) throws(CoreError) {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done,
                off_t(position + Int64(done)))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: path, doing: "write", code: count < 0 ? errno : EIO) }
            done += count
        }
    }

    /// Fills the buffer from a position; less only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer, at position: Int64) throws(CoreError) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .file(path: path, doing: "read", code: errno) }
            return count
        }
    }

    /// Cuts what lies behind the size, and waits until the rest is on the disk.
    func finish(size: Int64) throws(CoreError) {
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else {
            throw .file(path: path, doing: "write", code: errno)
        }
    }
}
