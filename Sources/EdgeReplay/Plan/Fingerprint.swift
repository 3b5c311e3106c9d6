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
        let kept = mask.apply(to: document).document.fields.compactMapValues { key, value in
            value.isNull || table.classify(key, of: document.kind) == .volatile ? nil : value
        }
        return Digest(of: JSON.object(kept).bytes)
    }

    /// Of several documents, by what each of them has.
    func of(_ digests: [ObjectID: Digest]) -> Digest {
        let members = digests.map { (key: $0.key.description, value: JSON.string($0.value.hex)) }
        return Digest(of: JSON.object(JSONObject(members)).bytes)
    }
}
