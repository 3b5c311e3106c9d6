import EdgeCore
import Foundation

/// Reads the members of one JSON object of an archive; whatever is not as expected is damage of that file.
struct FieldReader {
    private let object: JSONObject
    /// The file, for the error.
    let file: String

    init(_ json: JSON, file: String) throws(ArchiveError) {
        guard let object = json.object else { throw .damaged(file: file, reason: "an object is missing") }
        self.object = object
        self.file = file
    }

    func wrong(_ key: String, _ expected: String) -> ArchiveError {
        .damaged(file: file, reason: "\(quoted(key, limit: 40)) must be \(expected)")
    }

    func string(_ key: String) throws(ArchiveError) -> String {
        guard let text = object[key]?.string else { throw wrong(key, "a text") }
        return text
    }

    func optionalString(_ key: String) throws(ArchiveError) -> String? {
        guard let value = object[key], !value.isNull else { return nil }
        guard let text = value.string else { throw wrong(key, "a text") }
        return text
    }

    func int(_ key: String, _ range: ClosedRange<Int>) throws(ArchiveError) -> Int {
        guard let value = object[key]?.int, range.contains(value) else {
            throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    func digest(_ key: String) throws(ArchiveError) -> Digest {
        guard let text = object[key]?.string, text.hasPrefix("sha256:"), let digest = Digest(text) else {
            throw wrong(key, "a digest")
        }
        return digest
    }

    func time(_ key: String) throws(ArchiveError) -> Date {
        guard let text = object[key]?.string, let time = Timestamp.read(text) else {
            throw wrong(key, "a time in UTC")
        }
        return time
    }

    func name<Entity>(_ key: String) throws(ArchiveError) -> Name<Entity> {
        let text = try string(key)
        do { return try Name(text) } catch { throw wrong(key, "the name of a \(Entity.word)") }
    }

    func map(_ key: String) throws(ArchiveError) -> JSONObject {
        guard let map = object[key]?.object else { throw wrong(key, "an object") }
        return map
    }

    func optionalMap(_ key: String) throws(ArchiveError) -> JSONObject? {
        object[key] == nil ? nil : try map(key)
    }

    func fields(_ key: String) throws(ArchiveError) -> FieldReader {
        try FieldReader(.object(try map(key)), file: file)
    }

    func list(_ key: String, limit: Int) throws(ArchiveError) -> [JSON] {
        guard let list = object[key]?.array, list.count <= limit else {
            throw wrong(key, "a list of at most \(limit)")
        }
        return list
    }

    func strings(_ key: String, limit: Int) throws(ArchiveError) -> [String] {
        let list = try list(key, limit: limit)
        let strings = list.compactMap(\.string)
        guard strings.count == list.count else { throw wrong(key, "a list of texts") }
        return strings
    }

    func each<Item>(
        _ key: String, limit: Int, _ read: (FieldReader) throws(ArchiveError) -> Item
    ) throws(ArchiveError) -> [Item] {
        var items: [Item] = []
        for json in try list(key, limit: limit) { items.append(try read(try FieldReader(json, file: file))) }
        return items
    }
}
