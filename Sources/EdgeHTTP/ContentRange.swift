/// The header of the same name: `bytes 0-99/1000`, `bytes 0-99/*` or `bytes */1000`.
struct ContentRange: Sendable, Hashable {
    /// Nil when no part was given, because the range asked for lies outside.
    let part: ClosedRange<Int64>?
    /// Nil when the server does not know it.
    let total: Int64?

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let sides = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2 else { return nil }
        let total = Self.number(sides[1])
        guard total != nil || sides[1] == "*" else { return nil }
        if sides[0] == "*" {
            part = nil
        } else {
            let ends = sides[0].split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let first = Self.number(ends[0]), let last = Self.number(ends[1]),
                first <= last, last < total ?? .max
            else { return nil }
            part = first...last
        }
        self.total = total
    }

    /// Digits only: `Int64` would take a sign.
    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
    }
}
