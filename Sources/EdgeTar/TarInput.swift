import EdgeCore
import Foundation

/// Hands the bytes of a source to libarchive and remembers why the source failed.
final class TarInput {
    private let source: any ByteSource
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    private var reader: (any ByteReader)?
    private var position: Int64 = 0
    private(set) var failure: (any Error)?

    init(_ source: any ByteSource) { self.source = source }

    deinit { buffer.deallocate() }

    static func from(_ context: UnsafeMutableRawPointer?) -> TarInput {
        guard let context else { preconditionFailure("libarchive lost its context") }
        return Unmanaged.fromOpaque(context).takeUnretainedValue()
    }

    /// - Throws: `TarError.compressed` when the bytes begin like a compressed file.
    func refuseCompressed() throws {
        let count = try source.reader(at: 0).read(into: buffer)
        let head = Array(buffer[..<min(count, 8)])
        let format = Self.magics.first { head.starts(with: $0.magic) }
        if let format { throw TarError.compressed(format: format.name) }
    }

    func fill(_ pointer: UnsafeMutablePointer<UnsafeRawPointer?>?) -> Int {
        do {
            let open = try reader ?? source.reader(at: position)
            reader = open
            let count = try open.read(into: buffer)
            position += Int64(count)
            pointer?.pointee = UnsafeRawPointer(buffer.baseAddress)
            return count
        } catch {
            failure = error
            return -1
        }
    }

    /// Skips no further than the end, so that a cut member shows as missing bytes.
    func skip(_ request: Int64) -> Int64 {
        let count = max(0, min(request, source.size - position))
        position += count
        reader = nil
        return count
    }

    private static let magics: [(name: String, magic: [UInt8])] = [
        ("gzip", [0x1F, 0x8B]),
        ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
        ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
        ("bzip2", [0x42, 0x5A, 0x68]),
        ("lz4", [0x04, 0x22, 0x4D, 0x18]),
        ("zip", [0x50, 0x4B, 0x03, 0x04]),
        ("7z", [0x37, 0x7A, 0xBC, 0xAF]),
    ]
}

/// Runs the body with UTF-8 as this thread's character set: under the C locale libarchive refuses such names.
func withUTF8Names<Result>(_ body: () -> Result) -> Result {
    guard let utf8 = newlocale(1 << LC_CTYPE, "C.UTF-8", nil) else { return body() }
    let former = uselocale(utf8)
    defer {
        uselocale(former)
        freelocale(utf8)
    }
    return body()
}
