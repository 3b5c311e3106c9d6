import EdgeCore

/// The digest of what matters of a document: without secrets and without what the server makes by itself.
struct Fingerprint: Sendable {
    private let table: FieldTable
    private let mask: Mask

    init(_ dialect: Dialect) {
        table = FieldTable(dialect)
        mask = Mask(dialect)
    }

    func of(_ document: Document) -> Digest {
        let masked = mask.apply(to: document).document
        let kept = masked.fields.members.filter {
            table.classify($0.key, of: document.kind) != .volatile && !$0.value.isNull
        }
        return Digest(of: Array(JSON.object(JSONObject(kept)).canonical.utf8))
    }

    func of(_ documents: some Sequence<Document>) -> Digest {
        let members = documents.map { (key: $0.id.description, value: JSON.string(of($0).hex)) }
        return Digest(of: Array(JSON.object(JSONObject(members)).canonical.utf8))
    }
}
