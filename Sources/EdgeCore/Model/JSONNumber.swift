/// A JSON number that keeps its text: `1.0`, `1e5` and twenty digits survive as they came.
package struct JSONNumber: Sendable, Hashable {
    /// The number as it was written; matches RFC 8259 section 6.
    package let text: String

    package init(_ value: some BinaryInteger) { text = String(value) }

    /// Takes text that the reader has checked.
    init(checked text: String) { self.text = text }

    /// The number as an integer, when it is written as one and fits.
    package var int: Int? { Int(text) }

    /// Says whether both texts mean the same number, as `1.0`, `1` and `10e-1` do.
    package func hasValue(of other: JSONNumber) -> Bool {
        text == other.text || (significand == other.significand)
    }

    /// Sign, digits without zeros at either end, and the exponent of the last digit.
    private var significand: Significand {
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative { rest.removeFirst() }
        var exponent = 0
        if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            // An exponent beyond Int compares by text only: both sides then keep the same wrong scale.
            exponent = Int(rest[rest.index(after: mark)...].drop { $0 == "+" }) ?? Int.max / 2
            rest = rest[..<mark]
        }
        if let point = rest.firstIndex(of: ".") {
            exponent -= rest.distance(from: rest.index(after: point), to: rest.endIndex)
        }
        var digits = rest.filter { $0 != "." }.drop { $0 == "0" }
        while digits.last == "0" {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty { return Significand(isNegative: false, digits: "", exponent: 0) }
        return Significand(isNegative: isNegative, digits: String(digits), exponent: exponent)
    }

    private struct Significand: Equatable {
        let isNegative: Bool
        let digits: String
        let exponent: Int
    }
}
