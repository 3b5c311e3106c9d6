/// Cases that are ordered as they are declared, the first one least.
package protocol CaseOrdered: CaseIterable, Comparable {}

extension CaseOrdered {
    package static func < (left: Self, right: Self) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.prefix { $0 != self }.count }
}
