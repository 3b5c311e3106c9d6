import CZstd
import EdgeCore
import Foundation

/// Canonical JSON, one object a line, as one zstd frame.
///
/// Equal lines give equal bytes with one version of libzstd.
enum JSONLines {
    /// - Throws: `ArchiveError.tooLarge` when the lines are more than `limit` bytes.
    static func encode(_ lines: some Sequence<JSON>, of what: String, limit: Int) throws(ArchiveError) -> Data
    {
        var text = Data()
        for line in lines {
            text.append(line.data)
            text.append(UInt8(ascii: "\n"))
            guard text.count <= limit else { throw .tooLarge(what: what, limit: limit) }
        }
        return compress(text)
    }

    /// Every line with its place, which errors name.
    static func decode<Item>(
        _ stored: Data, limit: Int, file: String,
        _ read: (JSON, _ place: String) throws(ArchiveError) -> Item
    ) throws(ArchiveError) -> [Item] {
        let text = try expand(stored, limit: limit, file: file)
        guard text.isEmpty || text.last == UInt8(ascii: "\n") else {
            throw .damaged(file: file, reason: "the last line does not end")
        }
        var items: [Item] = []
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast() {
            let place = "line \(items.count + 1)"
            guard let json = try? JSON(reading: line), json.bytes[...] == line else {
                // The reader's own reason is of no use here: whatever it is, this line is not ours.
                throw .damaged(file: file, reason: "\(place) is not in canonical form")
            }
            items.append(try read(json, place))
        }
        return items
    }

    private static func compress(_ text: Data) -> Data {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("no memory for zstd") }
        defer { ZSTD_freeCCtx(context) }
        ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3)
        ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
        var stored = Data(count: ZSTD_compressBound(text.count))
        let count = stored.withUnsafeMutableBytes { target in
            text.withUnsafeBytes { source in
                ZSTD_compress2(context, target.baseAddress, target.count, source.baseAddress, source.count)
            }
        }
        precondition(ZSTD_isError(count) == 0, "a buffer of the announced bound is always enough")
        return stored.prefix(count)
    }

    /// Believes no announced size beyond the limit, so a small file cannot ask for all memory.
    private static func expand(_ stored: Data, limit: Int, file: String) throws(ArchiveError) -> [UInt8] {
        let (size, frame) = stored.withUnsafeBytes {
            (
                ZSTD_getFrameContentSize($0.baseAddress, $0.count),
                ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
            )
        }
        guard frame == stored.count, size <= UInt64(limit) else {
            throw .damaged(file: file, reason: "it is not one zstd frame of a size that can be")
        }
        var text = [UInt8](repeating: 0, count: Int(size))
        let count = text.withUnsafeMutableBytes { target in
            stored.withUnsafeBytes { source in
                ZSTD_decompress(target.baseAddress, target.count, source.baseAddress, source.count)
            }
        }
        guard count == text.count else { throw .damaged(file: file, reason: "zstd cannot expand it") }
        return text
    }
}
