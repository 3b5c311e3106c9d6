import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

extension Move {
    /// Expects that a run failed as docs/CONTRACT.md says: its status, three lines on stderr, the same as JSON on
    /// stdout, no secret in either, and the words of its golden file.
    ///
    /// - Parameters:
    ///   - hidingWhat: for the file that happens to be written when a disk is full.
    ///   - hidingWhy: for reasons in the words of a system library, which differ between machines.
    func expectError(
        _ run: FerryRun, _ status: EdgeCore.ExitStatus, _ golden: String, hidingWhat: Bool = false,
        hidingWhy: Bool = false,
        at place: SourceLocation = #_sourceLocation
    ) throws {
        #expect(run.status == status.rawValue, "\(run.errors)", sourceLocation: place)
        let starts = ["edgeferry: ", "  why:  ", "  hint: "]
        var lines = run.errors.split(separator: "\n").map(String.init)
        try #require(lines.count == 3, "\(run.errors)", sourceLocation: place)
        for (line, start) in zip(lines, starts) {
            #expect(line.hasPrefix(start) && line.count > start.count, "\(line)", sourceLocation: place)
        }
        let ending = try #require(run.json?["ending"], "\(run.output)", sourceLocation: place)
        #expect(ending["status"]?.int == Int(status.rawValue), sourceLocation: place)
        for (key, (line, start)) in zip(["what", "why", "hint"], zip(lines, starts)) {
            let text = try #require(ending[key]?.string, "\(key)", sourceLocation: place)
            #expect(start + text == line, sourceLocation: place)
        }
        try expectNoSecret(in: run, at: place)
        if hidingWhat { lines[0] = starts[0] + "…" }
        if hidingWhy { lines[1] = starts[1] + "…" }
        let words = "exit \(status.rawValue)\n" + portable(lines.joined(separator: "\n")) + "\n"
        try expectGolden(words, "errors/" + golden)
    }

    /// Expects that the same replay, its hindrance gone, ends well and that both sides are equal then.
    func expectMoved(at place: SourceLocation = #_sourceLocation) async throws {
        let replay = try await replay()
        #expect(replay.status == 0, "\(replay.output)\(replay.errors)", sourceLocation: place)
        try await expectEqual(at: place)
    }

    func expectEqual(_ more: String..., at place: SourceLocation = #_sourceLocation) async throws {
        let compare = try await compare()
        #expect(compare.status == 0, "\(compare.output)\(compare.errors)", sourceLocation: place)
        #expect(compare.json?["equal"]?.bool == true, sourceLocation: place)
    }

    /// Expects a snapshot that is complete.
    func expectSnapshot(at place: SourceLocation = #_sourceLocation) async throws {
        let snapshot = try await snapshot()
        #expect(snapshot.status == 0, "\(snapshot.errors)", sourceLocation: place)
    }

    /// Expects that the target was written to by nobody.
    func expectUntouched(at place: SourceLocation = #_sourceLocation) async throws {
        let calls = try await target.model()["calls"]?.array ?? []
        #expect(calls.isEmpty, "\(JSON.array(calls).canonical)", sourceLocation: place)
    }

    func expectNoSecret(in run: FerryRun, at place: SourceLocation = #_sourceLocation) throws {
        let keys = try [source, target].map { try $0.organization.apiKey.reveal() }
        for secret in keys + Self.originSecrets {
            #expect(
                !(run.output + run.errors).contains(secret), "a secret was printed", sourceLocation: place)
        }
    }

    /// The secrets of `Templates/sandbox-organization.yml`.
    private static let originSecrets = [
        "EUROPEEXAMPLEKEY", "europe-example-secret", "ASIAEXAMPLEKEY", "asia-example-secret",
        "asia-example-download-secret", "STAGINGEXAMPLEKEY", "staging-example-secret",
    ]

    /// Words for what differs from run to run and from machine to machine.
    private func portable(_ text: String) -> String {
        let templates = URL(fileURLWithPath: template("policy.yml")).deletingLastPathComponent().path
        var text = text
        for (found, word) in [
            (folder, "FOLDER"), (templates, "TEMPLATES"), (source.url, "SOURCE"), (target.url, "TARGET"),
            (source.storageURL, "SOURCE"), (target.storageURL, "TARGET"),
            (authority(source.url), "SOURCE"), (authority(target.url), "TARGET"),
        ] {
            text = text.replacing(found, with: word)
        }
        // Two builds are read at a time: which of them meets an error first is chance.
        return text.replacing(/\/[A-Za-z]+\/\d+\/native-build/, with: "/APP/BUILD/native-build")
            .replacing(/\b[0-9a-f]{64}\b/, with: "DIGEST")
            .replacing(/after \d+ ms/, with: "after 0 ms")
            .replacing(/\b[0-9a-f]{12}\b/, with: "ID")
            .replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/, with: "TIME")
    }

    private func authority(_ url: String) -> String { url.replacing(/^https?:\/\//, with: "") }

    /// Writes a file of the operator and returns its path.
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let path = folder + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return path
    }
}
