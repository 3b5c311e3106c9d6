import Foundation

/// What a `Range` header means for a file of a given size.
package enum ByteRange: Sendable, Equatable {
    /// No header, one of another unit, several ranges, or one that is malformed: all of the file.
    case whole
    case part(ClosedRange<Int>)
    case unsatisfiable

    package init(_ header: String?, size: Int) {
        self = .whole
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return }
        let sides = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard sides.count == 2 else { return }
        let first = Self.number(sides[0])
        let last = Self.number(sides[1])
        switch (sides[0].isEmpty, first, sides[1].isEmpty, last) {
        case (true, _, false, let count?):
            self = count == 0 || size == 0 ? .unsatisfiable : .part(max(0, size - count)...(size - 1))
        case (false, let first?, true, _):
            self = first < size ? .part(first...(size - 1)) : .unsatisfiable
        case (false, let first?, false, let last?) where first <= last:
            self = first < size ? .part(first...min(last, size - 1)) : .unsatisfiable
        default:
            self = .whole
        }
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
