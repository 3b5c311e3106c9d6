import EdgeCore

/// What an operator accepts although it is not proved: names of objects or of kinds, a star at the end for all that begin so.
package struct Acceptance: Sendable, Hashable {
    private let names: [String]

    package init(_ names: [String]) { self.names = names }

    func covers(_ name: String) -> Bool {
        names.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : name == $0 }
    }

    /// The names that cover nothing of what there is to accept: most likely misspelt.
    func idle(among known: [String]) -> [String] {
        names.filter { name in !known.contains { Acceptance([name]).covers($0) } }
    }
}
