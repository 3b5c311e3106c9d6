import EdgeCore
import Foundation

/// The first reading of a tar: its digest, and whether it is an uncompressed tar at all.
enum TarCheck {
    /// The documented failure of `mkraw` for a file that is no tar, else size and digest.
    static func read(_ path: String) async throws -> Outcome {
        try await blocking("mkraw") { cancellation in
            let slice = try FileSlice(whole: path)
            let reader = try slice.reader(at: 0)
            var digest = StreamingDigest()
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
            defer { buffer.deallocate() }
            while true {
                try cancellation.check()
                let count = try reader.read(into: buffer)
                guard count > 0 else { break }
                digest.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
            return .read(size: digest.count, digest: digest.finish())
        }
    }
}
