import EdgeArchive
import EdgeCore
@testable import EdgeValidate
import Foundation
import Testing

struct RuleDocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let rules: [any Rule] = AllRules.store + [AllRules.whole] + AllRules.content

    /// The row of a rule as its doc comment gives it.
    private func row(_ rule: any Rule) throws -> String {
        let type = type(of: rule)
        let file = Self.root.appendingPathComponent("Sources/EdgeValidate/Rules/\(type).swift")
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let place = try #require(lines.firstIndex { $0.hasPrefix("struct \(type)") })
        let comment = lines[..<place].reversed().prefix { $0.hasPrefix("///") }.reversed()
        let text = comment.map { $0.dropFirst(3).trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.joined(separator: " ")
        return "| `\(type.id)` | \(type.level) | \(text) |"
    }

    @Test func `every rule stands in the format's description as its comment says it`() throws {
        let format = try String(
            contentsOf: Self.root.appendingPathComponent("docs/FORMAT.md"), encoding: .utf8)
        let lines = Set(format.split(separator: "\n").map(String.init))
        for rule in Self.rules { #expect(lines.contains(try row(rule))) }
        #expect(Set(Self.rules.map { type(of: $0).id }).count == Self.rules.count)
    }

    @Test func `what could not be read is unknown, and neither intact nor damaged`() {
        let layout = Layout("/store")
        let finding = Finding(
            "blob-bytes", ArchiveError.file(path: "/store/blobs/sha256/x", doing: "read", code: EIO),
            in: layout)
        #expect(finding.severity == .unknown)
        #expect(finding.file == "blobs/sha256/x")
        let report = ValidationReport(
            store: "/store", level: .bytes, snapshots: [], files: 0, bytes: 0, findings: [finding])
        #expect(report.verdict == .unknown)
        #expect(report.status == .io)
        let damage = Finding("blob-bytes", .damage, "x")
        let both = ValidationReport(
            store: "/store", level: .bytes, snapshots: [], files: 0, bytes: 0,
            findings: [finding, damage])
        #expect(both.verdict == .damaged)
        #expect(both.status == .badArchive)
    }
}
