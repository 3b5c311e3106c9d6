import EdgeCore

/// What a list call asks for: a window, an order, and which fields (edge-api 1.3).
struct Page: Sendable {
    /// Objects of one page at most, unless a dialect says otherwise.
    static let largest = 100

    let offset: Int
    let limit: Int
    private let fields: Set<String>
    private let order: [(field: String, isDescending: Bool)]

    init(_ query: Query, most: Int = largest) throws(Refusal) {
        offset = try Self.number("offset", query, in: 0...Int.max) ?? 0
        limit = try Self.number("limit", query, in: 1...most) ?? min(10, most)
        fields = Set(query.all("fields[]"))
        // `-name` and, as one sample has it, `[-name]`; a plus, which may arrive as a space, says nothing more.
        order = query.all("order[]").map { text in
            let isDescending = text.hasPrefix("-")
            return (String(text.drop { "+- ".contains($0) }), isDescending)
        }
    }

    /// The documents of this page, of items that come in the order of their names.
    func take(_ items: [JSONObject]) -> JSON {
        .array(ordered(items).dropFirst(offset).prefix(limit).map { .object(project($0)) })
    }

    /// The document with the fields that were asked for; all of them when none were.
    func project(_ fields: JSONObject) -> JSONObject {
        guard !self.fields.isEmpty else { return fields }
        return JSONObject(fields.members.filter { self.fields.contains($0.key) })
    }

    /// Later fields decide between equal ones, and the given order last.
    private func ordered(_ items: [JSONObject]) -> [JSONObject] {
        guard !order.isEmpty else { return items }
        return items.enumerated().sorted { left, right in
            for (field, isDescending) in order {
                let (first, second) = (left.element[field], right.element[field])
                if Self.precedes(first, second) { return !isDescending }
                if Self.precedes(second, first) { return isDescending }
            }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// Numbers by value, everything else by its text; what is missing comes first.
    private static func precedes(_ left: JSON?, _ right: JSON?) -> Bool {
        if let left = left?.int, let right = right?.int { return left < right }
        return EdgeCore.precedes(
            left?.string ?? left?.canonical ?? "", right?.string ?? right?.canonical ?? "")
    }

    private static func number(_ name: String, _ query: Query, in range: ClosedRange<Int>) throws(Refusal)
        -> Int?
    {
        guard let text = query[name] else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw .invalid("\(name) must be a number from \(range.lowerBound) on")
        }
        return value
    }
}
