import EdgeCore
import Foundation
import TestKit

/// The table of keys in docs/EDGE-CONTRACT.md: what happens when an Edge alone says something else.
struct KeyTable {
    private static let path = URL(fileURLWithPath: template("dialect.yml")).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/EDGE-CONTRACT.md").path
    private static let head = """
        | key | only the source's Edge differs | only the target's Edge differs | `probe` says of it |
        | --- | --- | --- | --- |
        """

    /// The lines of the table, by key.
    let lines: [String: String]

    init() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        let rows = Self.rows(of: text)
        lines = Dictionary(rows.map { (Self.key($0), $0) }) { first, _ in first }
    }

    /// Writes the table anew.
    static func write(_ rows: [KeyRow]) throws {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        guard let start = text.firstRange(of: head) else { throw MissingValue(what: "the table of keys") }
        let rest = text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .dropFirst()
            .drop { $0.hasPrefix("| ") }
        let table = head + "\n" + rows.map(\.line).joined(separator: "\n") + "\n"
        let whole = text[..<start.lowerBound] + table + rest.joined(separator: "\n")
        try whole.write(toFile: path, atomically: true, encoding: .utf8)
    }

    private static func rows(of text: String) -> [String] {
        guard let start = text.firstRange(of: head) else { return [] }
        return text[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
            .prefix { $0.hasPrefix("| ") }.map(String.init)
    }

    private static func key(_ line: String) -> String {
        String(line.dropFirst(3).prefix { $0 != "`" })
    }
}
