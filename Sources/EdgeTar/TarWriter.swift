import CArchive
package import EdgeCore
import Foundation

/// Writes one deterministic tar: the same members give the same bytes on every machine.
///
/// Times are 0, owners are 0 and without names. The file is `PATH.partial` until `seal()`; a writer that is
/// dropped without it removes the file; on a stream it then leaves a tar without an end. Blocks, so it belongs on a thread of its own.
package struct TarWriter: ~Copyable {
    private let path: String
    private let descriptor: Int32
    /// What is renamed at the end; nil for a stream, which belongs to the caller.
    private let partial: String?
    /// Nil once the tar is sealed.
    private var handle: OpaquePointer?

    /// - Throws: `TarError.cannotWrite` when the file cannot be made.
    package init(creating path: String) throws(TarError) {
        let descriptor = Glibc.open(path + ".partial", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, code: errno, reason: nil) }
        do throws(TarError) {
            self.init(
                path: path, descriptor: descriptor, partial: path + ".partial",
                handle: try Self.open(descriptor, path))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Writes to an open descriptor, such as a pipe.
    /// - Parameter name: What errors call it.
    package init(to descriptor: Int32, named name: String) throws(TarError) {
        self.init(
            path: name, descriptor: descriptor, partial: nil, handle: try Self.open(descriptor, name))
    }

    private init(path: String, descriptor: Int32, partial: String?, handle: OpaquePointer) {
        self.path = path
        self.descriptor = descriptor
        self.partial = partial
        self.handle = handle
    }

    private static func open(_ descriptor: Int32, _ path: String) throws(TarError) -> OpaquePointer {
        guard let handle = archive_write_new() else { throw .outOfMemory }
        archive_write_set_format_pax_restricted(handle)
        archive_write_add_filter_none(handle)
        archive_write_set_bytes_in_last_block(handle, 1)
        guard archive_write_open_fd(handle, descriptor) == ARCHIVE_OK else {
            archive_write_free(handle)
            throw .cannotWrite(path: path, code: errno, reason: nil)
        }
        return handle
    }

    deinit {
        guard let handle else { return }
        // Freeing would otherwise write an end and make a half tar look whole.
        archive_write_fail(handle)
        archive_write_free(handle)
        guard let partial else { return }
        close(descriptor)
        unlink(partial)
    }

    package mutating func addDirectory(_ path: String) throws {
        try begin(TarEntry(path: path.hasSuffix("/") ? path : path + "/", kind: .directory, size: 0))
    }

    package mutating func addSymbolicLink(_ path: String, to target: String) throws {
        try begin(TarEntry(path: path, kind: .symbolicLink, size: 0, target: target))
    }

    package mutating func addFile(
        _ path: String, bytes: some Sequence<UInt8>, isExecutable: Bool = false
    ) throws {
        let bytes = Array(bytes)
        try begin(
            TarEntry(path: path, kind: .file, size: Int64(bytes.count)), isExecutable: isExecutable)
        try bytes.withUnsafeBytes { try write($0, of: path) }
        try end(path, announced: Int64(bytes.count), given: Int64(bytes.count))
    }

    /// Adds a file with all bytes of a source, in pieces.
    /// - Throws: `TarError.wrongSize` when the source gives another count than it announced.
    package mutating func addFile(
        _ path: String, from source: any ByteSource, isExecutable: Bool = false
    ) throws {
        try begin(TarEntry(path: path, kind: .file, size: source.size), isExecutable: isExecutable)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { buffer.deallocate() }
        let reader = try source.reader(at: 0)
        var given: Int64 = 0
        while case let count = try reader.read(into: buffer), count > 0 {
            given += Int64(count)
            guard given <= source.size else { break }
            try write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), of: path)
        }
        try end(path, announced: source.size, given: given)
    }

    /// Writes the end, makes the bytes durable and gives the file its name.
    package consuming func seal() throws {
        guard let handle else { return }
        guard archive_write_close(handle) == ARCHIVE_OK else { throw failure(handle) }
        if let partial, fsync(descriptor) != 0 || rename(partial, path) != 0 {
            throw TarError.cannotWrite(path: path, code: errno, reason: nil)
        }
        archive_write_free(handle)
        if partial != nil { close(descriptor) }
        self.handle = nil
    }

    private mutating func begin(_ member: TarEntry, isExecutable: Bool = false) throws(TarError) {
        guard let handle, let entry = archive_entry_new() else { throw .outOfMemory }
        defer { archive_entry_free(entry) }
        let isPlain = member.kind == .file && !isExecutable
        archive_entry_set_pathname_utf8(entry, member.path)
        archive_entry_set_filetype(entry, Self.mode(of: member.kind))
        archive_entry_set_perm(entry, isPlain ? 0o644 : 0o755)
        archive_entry_set_size(entry, member.size)
        archive_entry_set_mtime(entry, 0, 0)
        if let target = member.target { archive_entry_set_symlink_utf8(entry, target) }
        switch withUTF8Names({ archive_write_header(handle, entry) }) {
        case ARCHIVE_OK: return
        case ARCHIVE_FATAL: throw failure(handle)
        default: throw .refused(path: member.path, reason: Self.message(handle))
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, of member: String) throws(TarError) {
        guard let handle, !bytes.isEmpty else { return }
        guard archive_write_data(handle, bytes.baseAddress, bytes.count) == bytes.count else {
            throw failure(handle)
        }
    }

    /// libarchive pads a short member with zeros and drops what is too much, so it is counted here.
    private func end(_ member: String, announced: Int64, given: Int64) throws(TarError) {
        guard announced == given else {
            throw .wrongSize(path: member, announced: announced, given: given)
        }
        guard let handle, archive_write_finish_entry(handle) == ARCHIVE_OK else {
            throw .cannotWrite(path: path, code: errno, reason: nil)
        }
    }

    private func failure(_ handle: OpaquePointer) -> TarError {
        let code = archive_errno(handle)
        return .cannotWrite(path: path, code: code > 0 ? code : 0, reason: Self.message(handle))
    }

    private static func message(_ handle: OpaquePointer) -> String? {
        archive_error_string(handle).map { String(cString: $0) }
    }

    private static func mode(of kind: TarEntry.Kind) -> UInt32 {
        switch kind {
        case .directory: 0o040000
        case .symbolicLink: 0o120000
        default: 0o100000
        }
    }
}
