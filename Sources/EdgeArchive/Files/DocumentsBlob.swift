package import EdgeCore
package import Foundation

/// The documents of one kind as they are stored: JSON Lines, sorted by name.
package enum DocumentsBlob {
    static func title(_ kind: Kind) -> String { kind.plural + ".jsonl.zst" }

    static func encode(_ documents: [Document], kind: Kind) throws(ArchiveError) -> Data {
        try JSONLines.encode(
            documents.lazy.map { .object($0.fields) }, of: kind.plural, limit: ArchiveLimits.documents)
    }

    /// - Parameter count: How many the commit says.
    package static func decode(
        _ stored: Data, kind: Kind, identity: String, count: Int, file: String
    ) throws(ArchiveError) -> [Document] {
        var last: String?
        let documents = try JSONLines.decode(stored, limit: ArchiveLimits.documents, most: count, file: file)
        {
            json, place throws(ArchiveError) in
            guard let fields = json.object, let name = fields[identity]?.string else {
                throw .damaged(file: file, reason: "\(place) is no document")
            }
            if let last, !precedes(last, name) {
                throw .damaged(file: file, reason: "\(place) is out of order")
            }
            last = name
            return Document(kind: kind, name: name, fields: fields)
        }
        guard documents.count == count else {
            throw .damaged(file: file, reason: "\(documents.count) documents in place of \(count)")
        }
        return documents
    }
}
