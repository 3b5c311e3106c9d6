import CZstd
import Foundation

/// One zstd frame (RFC 8878) with content size and checksum.
package enum ZstdFrame {
    /// Level 3: above it the frames of game builds shrink by little and take twice as long (docs/adr/0008).
    private static let level: Int32 = 3

    /// The frame of some bytes; the same bytes give the same frame with one version of libzstd.
    package static func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for zstd") }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        return [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
            count = ZSTD_compress2(context, buffer.baseAddress, buffer.count, bytes.baseAddress, bytes.count)
            precondition(ZSTD_isError(count) == 0, "a buffer of the announced bound is always enough")
        }
    }

    /// The bytes of exactly one frame; nil when it is none, is cut or altered, or would give more than the limit.
    ///
    /// Believes no announced size beyond the limit, so a small file cannot ask for all memory.
    package static func expand(_ frame: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
        let size = ZSTD_getFrameContentSize(frame.baseAddress, frame.count)
        guard ZSTD_findFrameCompressedSize(frame.baseAddress, frame.count) == frame.count,
            size <= UInt64(limit)
        else { return nil }
        var isWhole = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            let written = ZSTD_decompress(buffer.baseAddress, buffer.count, frame.baseAddress, frame.count)
            isWhole = written == buffer.count
            count = isWhole ? written : 0
        }
        return isWhole ? bytes : nil
    }
}
