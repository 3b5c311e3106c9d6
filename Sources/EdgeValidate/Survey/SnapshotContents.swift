import EdgeArchive
import EdgeCore

/// The decoded documents of one snapshot, as far as they can be had.
struct SnapshotContents: Sendable {
    let archive: Archive
    /// Kinds that were read from the source and can be decoded.
    let documents: [Kind: [Document]]
    /// What kept a kind from being decoded.
    let failures: [(kind: Kind, error: ArchiveError)]

    var dialect: Dialect { archive.dialect }
    var name: String { "snapshot/\(archive.id)" }

    /// All documents, in the order of their kinds and names.
    var all: [Document] { Kind.allCases.flatMap { documents[$0] ?? [] } }

    /// The file that holds a kind, below the root of the store.
    func file(_ kind: Kind) -> String? { archive.layer(kind).map { Layout.blob($0.digest) } }

    /// A finding about one document.
    func finding(
        _ rule: String, _ severity: Severity, _ document: Document, at place: String? = nil, _ what: String,
        hint: String? = nil
    ) -> Finding {
        Finding(
            rule, severity, file: file(document.kind), objects: [document.id.description, name],
            place: place, what, hint: hint)
    }
}

extension SnapshotContents {
    /// Decodes what can be decoded.
    init(_ archive: Archive) {
        self.archive = archive
        var documents: [Kind: [Document]] = [:]
        var failures: [(kind: Kind, error: ArchiveError)] = []
        for kind in archive.config.read.keys.sorted() {
            do { documents[kind] = try archive.documents(kind) } catch { failures.append((kind, error)) }
        }
        self.documents = documents
        self.failures = failures
    }
}
