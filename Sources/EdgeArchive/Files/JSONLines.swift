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
        return Data(text.withUnsafeBytes(ZstdFrame.compress))
    }

    /// Every line with its place, which errors name.
    /// - Parameter most: How many lines there may be; a small blob can expand to more lines than fit in memory.
    static func decode<Item>(
        _ stored: Data, limit: Int, most: Int, file: String,
        _ read: (JSON, _ place: String) throws(ArchiveError) -> Item
    ) throws(ArchiveError) -> [Item] {
        let text = try expand(stored, limit: limit, file: file)
        guard text.isEmpty || text.last == UInt8(ascii: "\n") else {
            throw .damaged(file: file, reason: "the last line does not end")
        }
        var items: [Item] = []
        var rest = text[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let (line, place) = (rest[..<end], "line \(items.count + 1)")
            guard items.count < most else {
                throw .damaged(file: file, reason: "\(place) is one too many")
            }
            guard let json = try? JSON(reading: line), json.bytes[...] == line else {
                // The reader's own reason is of no use here: whatever it is, this line is not ours.
                throw .damaged(file: file, reason: "\(place) is not in canonical form")
            }
            items.append(try read(json, place))
            rest = rest[(end + 1)...]
        }
        return items
    }

    private static func expand(_ stored: Data, limit: Int, file: String) throws(ArchiveError) -> [UInt8] {
        guard let text = stored.withUnsafeBytes({ ZstdFrame.expand($0, limit: limit) }) else {
            throw .damaged(file: file, reason: "it is not one whole zstd frame of a size that can be")
        }
        return text
    }
}
