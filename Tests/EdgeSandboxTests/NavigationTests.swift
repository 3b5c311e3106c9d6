import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The table of the documentation's navigation tree in docs/EDGE-CONTRACT.md says the truth.
@Suite struct NavigationTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The rows under the heading, cell by cell.
    private static func rows() throws -> [[String]] {
        let text = try String(
            contentsOf: root.appendingPathComponent("docs/EDGE-CONTRACT.md"), encoding: .utf8)
        let section = try text.components(separatedBy: "## The navigation tree\n").dropFirst().first.orThrow(
            "no section")
        return section.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2).map { line in
            line.dropFirst(2).dropLast(2).components(separatedBy: " | ").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
    }

    @Test func `no line of the tree is missing, and their order is the tree's`() throws {
        let fixture = Self.root.appendingPathComponent("Tests/Fixtures/navigation.txt")
        let tree = try String(contentsOf: fixture, encoding: .utf8).split(separator: "\n").map {
            $0.drop { $0 == " " || $0 == "•" }
        }
        #expect(tree.count == 62)
        #expect(try Self.rows().map { $0[0] } == tree.map(String.init))
    }

    @Test func `every row that is no heading has a call, a test that exists, and a source`() throws {
        let files = FileManager.default.enumerator(atPath: Self.root.appendingPathComponent("Tests").path)
        let sources = try (files?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOf: Self.root.appendingPathComponent("Tests/\($0)"), encoding: .utf8)
        }.joined()
        for row in try Self.rows() where row[1] != "heading" && row[0] != "Changelog" {
            #expect(row.count == 5 && row.allSatisfy { !$0.isEmpty }, "\(row)")
            let isThere = sources.contains("func `\(row[3])`")
            #expect(isThere, "\(row[0]): there is no test \(row[3])")
        }
    }

    @Test func `every route of the table is served`() async throws {
        let routes = try Self.rows().map { $0[1] }.filter { $0.hasPrefix("`") }
        #expect(routes.count > 40)
        try await withSandbox { sandbox in
            let nobody = RawCaller(url: sandbox.url, headers: [])
            for route in routes {
                let words = route.trimmingCharacters(in: ["`"]).split(separator: " ").map(String.init)
                let method = try HTTPMethod(rawValue: words[0]).orThrow("no method in \(route)")
                let path = words[1].replacing(/\{[a-z]+\}/, with: "nothing")
                let answer = try await nobody.call(method, path, method.isRead ? nil : [:])
                // Nobody is let in, but the call has found its route.
                #expect([400, 401].contains(answer.status), "\(route): \(answer.status)")
                #expect(answer.json["status"] == "failed", "\(route)")
            }
        }
    }
}
