import CArchive
package import EdgeCore

/// One pass over the members of an uncompressed tar; blocks, so it belongs on a thread of its own.
///
/// Only the tar format is enabled and no filter: the Edge accepts nothing else.
package struct TarReader: ~Copyable {
    private let handle: OpaquePointer
    private let input: TarInput

    /// Opens the tar and looks at its first bytes.
    /// - Throws: `TarError.compressed` or `TarError.notTar` for other bytes.
    package init(_ source: any ByteSource) throws {
        let input = TarInput(source)
        try input.refuseCompressed()
        self.init(handle: try Self.open(input), input: input)
    }

    private init(handle: OpaquePointer, input: TarInput) {
        self.handle = handle
        self.input = input
    }

    private static func open(_ input: TarInput) throws -> OpaquePointer {
        guard let handle = archive_read_new() else { throw TarError.outOfMemory }
        archive_read_support_format_tar(handle)
        archive_read_set_callback_data(handle, Unmanaged.passUnretained(input).toOpaque())
        archive_read_set_read_callback(handle) { _, context, buffer in
            TarInput.from(context).fill(buffer)
        }
        archive_read_set_skip_callback(handle) { _, context, request in
            TarInput.from(context).skip(request)
        }
        guard archive_read_open1(handle) == ARCHIVE_OK else {
            defer { archive_read_free(handle) }
            throw failure(handle, input)
        }
        return handle
    }

    deinit {
        archive_read_free(handle)
    }

    /// The next member, or nil at the end of the tar.
    /// - Throws: `TarError.notTar`, `TarError.damaged`, or the error of the source.
    package mutating func next() throws -> TarEntry? {
        var entry: OpaquePointer?
        let status = withUTF8Names { archive_read_next_header(handle, &entry) }
        switch (status, entry) {
        case (ARCHIVE_OK, .some(let entry)): return withUTF8Names { Self.describe(entry) }
        case (ARCHIVE_EOF, _): return nil
        default: throw Self.failure(handle, input)
        }
    }

    /// Fills the buffer with content of the current member and says how much; 0 at its end.
    package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
        guard count >= 0 else { throw Self.failure(handle, input) }
        return count
    }

    private static func failure(_ handle: OpaquePointer, _ input: TarInput) -> any Error {
        if let cause = input.failure { return cause }
        let message = archive_error_string(handle).map { String(cString: $0) }
        let member = Int(archive_file_count(handle))
        return member > 0 ? TarError.damaged(reason: message, member: member) : .notTar(reason: message)
    }

    private static func describe(_ entry: OpaquePointer) -> TarEntry {
        let text = { (pointer: UnsafePointer<CChar>?) in pointer.map { String(cString: $0) } }
        let hardLink = text(archive_entry_hardlink(entry))
        let kind: TarEntry.Kind =
            if hardLink != nil { .hardLink } else { Self.kind(of: UInt32(archive_entry_filetype(entry))) }
        return TarEntry(
            path: text(archive_entry_pathname(entry)) ?? "",
            kind: kind,
            size: kind == .file ? Int64(archive_entry_size(entry)) : 0,
            target: hardLink ?? text(archive_entry_symlink(entry)))
    }

    /// The values of `AE_IF…`, whose macros carry casts that Swift cannot import.
    private static func kind(of mode: UInt32) -> TarEntry.Kind {
        switch mode & 0o170000 {
        case 0o100000: .file
        case 0o040000: .directory
        case 0o120000: .symbolicLink
        case 0o020000, 0o060000: .device
        default: .other
        }
    }
}
