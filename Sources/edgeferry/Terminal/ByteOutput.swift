import ArgumentParser
import EdgeCore
import Foundation

/// Bytes for another program, on stdout.
enum ByteOutput {
    static let name = "the standard output"

    /// - Throws: A usage error on a terminal, which bytes would only disturb.
    static func refuseTerminal() throws {
        guard isatty(STDOUT_FILENO) == 0 else {
            throw ValidationError("The bytes of a tar go into a file or a pipe: add > FILE or | PROGRAM.")
        }
    }

    /// Writes the bytes of a source from an offset on; the source is read from its start, so that it can judge the whole.
    ///
    /// Blocks.
    static func write(
        _ source: any ByteSource, from offset: Int64, _ cancellation: Cancellation, _ meter: Meter
    ) throws {
        meter.begin("writing")
        meter.expect(bytes: source.size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let reader = try source.reader(at: 0)
        var position: Int64 = 0
        while case let count = try reader.read(into: buffer), count > 0 {
            try cancellation.check()
            let skipped = min(Int64(count), max(0, offset - position))
            try write(UnsafeRawBufferPointer(rebasing: buffer[Int(skipped)..<count]))
            position += Int64(count)
            meter.add(bytes: Int64(count))
        }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer) throws(CoreError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .file(path: name, doing: "write", code: count < 0 ? errno : EIO) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }
}
