import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// Recordings of a whole move can be sent to a stranger: they tell shapes, and nothing about anybody.
@Suite struct RecordTests {
    @Test func `a recorded move shows shapes and key names, and no value of either Edge`() async throws {
        try await withMove { move in
            let folder = move.folder + "/recordings"
            let record = ["--record", folder]
            let runs = [
                try await move.snapshot("--record", folder), try await move.plan(record),
                try await move.replay("--record", folder), try await move.compare("--record", folder),
                try await move.ferry(
                    "probe", "--source", move.source.url, "--source-org", "Harbour", "--record", folder,
                    "--max-requests-per-second", "1000"),
                try await move.ferry(
                    "api", "GET", "/be/v1/users/ada?fields[]=surname", "--source", move.source.url,
                    "--source-org", "Harbour", "--record", folder),
            ]
            #expect(runs.map(\.status) == [0, 0, 0, 0, 0, 0], "\(runs.map(\.errors))")

            let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            #expect(files.count == 6 && files.allSatisfy { $0.hasSuffix(".jsonl") })
            let text = try files.map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
                .joined()
            let lines = try text.split(separator: "\n").map { try JSON(reading: String($0)) }
            // Useful: every call of the replay, the keys of its bodies, and the answers' statuses.
            #expect(lines.count > 150)
            let creation = lines.first { $0["method"] == "POST" && $0["path"] == "/be/v1/apps" }
            #expect(creation?["body"]?["maxBuilds"] == 0)
            #expect(creation?["body"]?["name"] == "<text>")
            #expect(creation?["answer"]?["status"] == 200)
            #expect(creation?["answer"]?["body"]?["app"]?["iCurBuild"] == 0)
            #expect(lines.contains { $0["path"] == "/be/v1/apps/<name>" && $0["method"] == "GET" })
            #expect(lines.contains { $0["path"] == "/<upload address>" && $0["method"] == "PUT" })
            #expect(lines.contains { $0["path"] == "/be/v1/users/<name>?fields[]=<text>" })

            let values = try await Self.values(move.source) + Self.values(move.target)
            let keys = try FileManager.default.contents(atPath: move.journal + ".keys").orThrow(
                "no keys file")
            let secrets = try String(decoding: keys, as: UTF8.self).split(separator: "\n").compactMap {
                try JSON(reading: String($0))["secret"]?.string
            }
            let hosts = [move.source.url, move.target.url].map { $0.replacing("http://", with: "") }
            try expectAbsent(values + secrets + hosts, in: text, keys: JSON.array(lines).allKeys)
        }
    }

    /// Every word of the recordings against every value; names of keys may look like one.
    private func expectAbsent(_ values: [String], in text: String, keys: Set<String>) throws {
        let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
        let telling = Set(values).subtracting(keys).filter { $0.utf8.count >= 4 }
        #expect(telling.count > 100)
        for value in telling {
            let isWord = value.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            #expect(!(isWord ? words.contains(value) : text.contains(value)), "\(value) was recorded")
        }
    }

    private static func values(_ sandbox: RunningSandbox) async throws -> [String] {
        let model = try await sandbox.model()["organizations"]?[try sandbox.organization.name] ?? [:]
        let kinds = ["roles", "deployments", "users", "apps", "subscriptions"]
        let account = try sandbox.organization
        return kinds.flatMap { model[$0]?.texts ?? [] }
            + [account.name, account.apiKey.reveal(), account.username]
    }
}
