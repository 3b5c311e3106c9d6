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

    package init(_ dialect: Dialect) {
        table = FieldTable(dialect)
        mask = Mask(dialect)
    }

    /// The differences in canonical order of their places; empty means equal.
    package func differences(_ left: Document, _ right: Document) -> [Difference] {
        let left = mask.apply(to: left).document
        let right = mask.apply(to: right).document
        let keys = Set(left.fields.keys).union(right.fields.keys).sorted(by: precedes)
        return keys.flatMap { key -> [Difference] in
            switch table.classify(key, of: left.kind) {
            case .identity, .secret, .volatile: []
            case .reference: references(left.fields[key], right.fields[key], at: JSONPointer([key]))
            case .value, .unknown: values(left.fields[key], right.fields[key], at: JSONPointer([key]))
            }
        }
    }

    private func references(_ left: JSON?, _ right: JSON?, at place: JSONPointer) -> [Difference] {
        let sameNames = Set(FieldTable.names(left ?? .null)) == Set(FieldTable.names(right ?? .null))
        return sameNames ? [] : [Difference(place: place, left: left, right: right)]
    }

    private func values(_ left: JSON?, _ right: JSON?, at place: JSONPointer) -> [Difference] {
        switch (left ?? .null, right ?? .null) {
        case (.object(let first), .object(let second)):
            return Set(first.keys).union(second.keys).sorted(by: precedes).flatMap {
                values(first[$0], second[$0], at: place.appending($0))
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
