import EdgeCore

/// What a list call asks for: a window, an order by name, and which fields (edge-api 1.3).
struct Page: Sendable {
    let offset: Int
    let limit: Int
    private let fields: Set<String>
    private let isDescending: Bool

    init(_ query: Query) throws(Refusal) {
        offset = try Self.number("offset", query, in: 0...Int.max) ?? 0
        limit = try Self.number("limit", query, in: 1...100) ?? 10
        fields = Set(query.all("fields[]"))
        // `-name` and, as one sample has it, `[-name]`.
        isDescending = query.all("order[]").first?.hasPrefix("-") ?? false
    }

    /// The documents of this page, of items that come in ascending order.
    func take(_ items: [JSONObject]) -> JSON {
        let ordered = isDescending ? items.reversed() : items
        return .array(ordered.dropFirst(offset).prefix(limit).map { .object(project($0)) })
    }

    /// The document with the fields that were asked for; all of them when none were.
    func project(_ fields: JSONObject) -> JSONObject {
        guard !self.fields.isEmpty else { return fields }
        return JSONObject(fields.members.filter { self.fields.contains($0.key) })
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
