/// One place where two documents of the same identity disagree.
package struct Difference: Sendable, Hashable {
    package let place: JSONPointer
    /// Nil when the place does not exist on that side.
    package let left: JSON?
    package let right: JSON?
}

/// Compares documents by the classes of their fields.
///
/// Null equals absent; references are sets; numbers compare by value; secrets and volatile fields never differ.
package struct Comparison: Sendable {
    private let table: FieldTable
    private let mask: Mask
    private let shape: DocumentShape
    private let permissions: String

    package init(_ dialect: Dialect) {
        table = FieldTable(dialect)
        shape = DocumentShape(dialect)
        permissions = dialect.roles.permissions
        mask = Mask(dialect)
    }

    /// The differences in canonical order of their places; empty means equal.
    package func differences(_ left: Document, _ right: Document) -> [Difference] {
        let left = mask.apply(to: left).document
        let right = mask.apply(to: right).document
        return left.fields.paired(with: right.fields).flatMap { key, first, second -> [Difference] in
            switch table.classify(key, of: left.kind) {
            case .identity, .secret, .volatile: []
            case .reference: references(first, second, of: left.kind, at: JSONPointer([key]))
            case .value, .unknown:
                values(
                    comparable(first, key, left.kind), comparable(second, key, left.kind),
                    at: JSONPointer([key]))
            }
        }
    }

    /// A list of permissions has no order: they are compared as a map.
    private func comparable(_ value: JSON?, _ key: String, _ kind: Kind) -> JSON? {
        guard kind == .role, key == permissions, let value else { return value }
        return shape.permissions(value).map(JSON.object) ?? value
    }

    private func references(_ left: JSON?, _ right: JSON?, of kind: Kind, at place: JSONPointer)
        -> [Difference]
    {
        // In a shape that nobody can read, only the same value is the same.
        guard let first = shape.names(left ?? .null, of: kind),
            let second = shape.names(right ?? .null, of: kind)
        else { return values(left, right, at: place) }
        return Set(first) == Set(second) ? [] : [Difference(place: place, left: left, right: right)]
    }

    private func values(_ left: JSON?, _ right: JSON?, at place: JSONPointer) -> [Difference] {
        switch (left ?? .null, right ?? .null) {
        case (.object(let first), .object(let second)):
            return first.paired(with: second).flatMap { key, left, right in
                values(left, right, at: place.appending(key))
            }
        case (.object(let only), .null), (.null, .object(let only)):
            // An object of which masking left nothing is as good as absent.
            let isHollow = only.members.allSatisfy { values($0.value, nil, at: place).isEmpty }
            return isHollow ? [] : [Difference(place: place, left: left, right: right)]
        case (.array(let first), .array(let second)) where first.count == second.count:
            return zip(first, second).enumerated().flatMap { index, pair in
                values(pair.0, pair.1, at: place.appending(String(index)))
            }
        case (.number(let first), .number(let second)) where first.hasValue(of: second):
            return []
        case (let first, let second):
            return first == second ? [] : [Difference(place: place, left: left, right: right)]
        }
    }
}
