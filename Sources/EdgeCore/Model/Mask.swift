/// Takes the secrets out of documents before anything of them is stored, printed or compared.
package struct Mask: Sendable {
    private let table: FieldTable
    private let placeholder: String
    private let permissions: String
    private let shape: DocumentShape
    private let declared: [String: [String: FieldClass]]

    package init(_ dialect: Dialect) {
        table = FieldTable(dialect)
        placeholder = dialect.placeholder
        permissions = dialect.roles.permissions
        shape = DocumentShape(dialect)
        declared = dialect.fields
    }

    /// The document without its secrets, and the places where they stood, in canonical order.
    ///
    /// A secret is a field of that class, any string at or below a key named like one (never inside the
    /// permissions of a role, whose resource ids are called `keys` and the like, and never the name in a reference),
    /// and the placeholder anywhere.
    package func apply(to document: Document) -> (document: Document, places: [JSONPointer]) {
        // Most documents have no secret, and stay as they are.
        guard document.fields.members.contains(where: { mayHoldSecret($0, document.kind) }) else {
            return (document, [])
        }
        var places: [JSONPointer] = []
        var fields = JSONObject()
        for (key, value) in document.fields.members {
            let fieldClass = table.classify(key, of: document.kind)
            let place = JSONPointer([key])
            if fieldClass == .identity || (document.kind == .role && key == permissions) {
                fields[key] = value
            } else if case .number = value, declared[document.kind.rawValue]?[key] == .secret {
                // Only who says it of this very field can mean a number.
                places.append(place)
            } else if fieldClass == .reference, let name = shape.nameKey(of: document.kind) {
                fields[key] = references(value, by: name, at: place, into: &places)
            } else {
                fields[key] = strip(value, at: place, isSecret: fieldClass == .secret, into: &places)
            }
        }
        return (Document(kind: document.kind, name: document.name, fields: fields), places.sorted())
    }

    private func mayHoldSecret(_ member: JSONObject.Member, _ kind: Kind) -> Bool {
        if kind == .role && member.key == permissions { return false }
        let fieldClass = table.classify(member.key, of: kind)
        if case .number = member.value { return fieldClass == .secret }
        return fieldClass != .identity && mayHoldSecret(member.value, isSecret: fieldClass == .secret)
    }

    private func mayHoldSecret(_ value: JSON, isSecret: Bool) -> Bool {
        switch value {
        case .string(let text): isSecret || text == placeholder
        case .array(let values): values.contains { mayHoldSecret($0, isSecret: isSecret) }
        case .object(let object):
            object.members.contains {
                mayHoldSecret($0.value, isSecret: isSecret || FieldTable.looksSecret($0.key))
            }
        default: false
        }
    }

    /// References as objects: the name stays whatever its key is called.
    private func references(
        _ value: JSON, by name: String, at place: JSONPointer, into places: inout [JSONPointer]
    ) -> JSON? {
        guard let entries = value.array else {
            return strip(value, at: place, isSecret: false, into: &places)
        }
        return .array(
            entries.enumerated().map { index, entry in
                guard var rest = entry.object, let kept = rest[name] else { return entry }
                rest[name] = nil
                let place = place.appending(String(index))
                var stripped = strip(.object(rest), at: place, isSecret: false, into: &places)?.object ?? [:]
                stripped[name] = kept
                return .object(stripped)
            })
    }

    /// Nil means that the value is left out.
    private func strip(_ value: JSON, at place: JSONPointer, isSecret: Bool, into places: inout [JSONPointer])
        -> JSON?
    {
        switch value {
        case .string(let text):
            guard isSecret || text == placeholder else { return value }
            places.append(place)
            return nil
        case .array(let values):
            var kept: [JSON] = []
            for (index, item) in values.enumerated() {
                if let item = strip(
                    item, at: place.appending(String(index)), isSecret: isSecret, into: &places)
                {
                    kept.append(item)
                }
            }
            return .array(kept)
        case .object(let object):
            var kept = JSONObject()
            for (key, item) in object.members {
                let isSecret = isSecret || FieldTable.looksSecret(key)
                kept[key] = strip(item, at: place.appending(key), isSecret: isSecret, into: &places)
            }
            return .object(kept)
        default:
            return value
        }
    }
}
