import CZstd
import EdgeCore
import Foundation

/// The documents of one kind as they are stored: canonical JSON Lines, sorted by name, as one zstd frame.
///
/// Equal documents give equal bytes with one version of libzstd.
enum DocumentsBlob {
    static func title(_ kind: Kind) -> String { kind.plural + ".jsonl.zst" }

    static func encode(_ documents: [Document], kind: Kind) throws(ArchiveError) -> Data {
        var text = Data()
        for document in documents {
            text.append(JSON.object(document.fields).data)
            text.append(UInt8(ascii: "\n"))
            guard text.count <= ArchiveLimits.documents else {
                throw .tooLarge(what: kind.plural, limit: ArchiveLimits.documents)
            }
        }
        return compress(text)
    }

    static func decode(
        _ stored: Data, kind: Kind, identity: String, count: Int, file: String
    ) throws(ArchiveError) -> [Document] {
        let text = try expand(stored, file: file)
        guard text.isEmpty || text.last == UInt8(ascii: "\n") else {
            throw .damaged(file: file, reason: "the last line does not end")
        }
        var documents: [Document] = []
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .dropLast()
        {
            var place: String { "line \(documents.count + 1)" }
            guard let json = try? JSON(reading: line), let fields = json.object,
                let name = fields[identity]?.string, json.bytes[...] == line
            else {
                // The reader's own reason is of no use here: whatever it is, this line is not ours.
                throw .damaged(file: file, reason: "\(place) is no document in canonical form")
            }
            if let last = documents.last, !precedes(last.name, name) {
                throw .damaged(file: file, reason: "\(place) is out of order")
            }
            documents.append(Document(kind: kind, name: name, fields: fields))
        }
        guard documents.count == count else {
            throw .damaged(file: file, reason: "\(documents.count) documents in place of \(count)")
        }
        return documents
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
    private static func expand(_ stored: Data, file: String) throws(ArchiveError) -> [UInt8] {
        let (size, frame) = stored.withUnsafeBytes {
            (
                ZSTD_getFrameContentSize($0.baseAddress, $0.count),
                ZSTD_findFrameCompressedSize($0.baseAddress, $0.count)
            )
        }
        guard frame == stored.count, size <= UInt64(ArchiveLimits.documents) else {
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
