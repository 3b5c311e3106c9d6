import Foundation
import Testing

/// The table "What went wrong elsewhere" of docs/OPERATIONS.md.
struct PeersTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test func `every trouble of others has a row, and every test that a row names exists`() throws {
        let page = try String(
            contentsOf: Self.root.appendingPathComponent("docs/OPERATIONS.md"), encoding: .utf8)
        let rows = page.split(separator: "\n").filter { $0.hasPrefix("| I-") }
        let numbers = rows.compactMap { $0.firstMatch(of: /I-(\d+)/).flatMap { Int($0.1) } }
        #expect(numbers == Array(1...16) + Array(25...37))
        let files = FileManager.default.enumerator(atPath: Self.root.appendingPathComponent("Tests").path)
        let sources = try (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOf: Self.root.appendingPathComponent("Tests/\($0)"), encoding: .utf8)
        }.joined()
        for row in rows {
            for name in row.matches(of: /test `([^`]+)`/).map(\.1) {
                #expect(sources.contains("func `\(name)`"), "there is no test \(name)")
            }
        }
    }
}
