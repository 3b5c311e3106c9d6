import EdgeArchive
import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// No secret shows anywhere during a whole move, but in the journal's keys and in the operator's own files.
@Suite struct SecrecyTests {
    private static let planted = [
        "europe-id-7b1c", "europe-secret-7b1c", "asia-id-7b1c", "asia-secret-7b1c", "asia-download-7b1c",
        "staging-id-7b1c", "staging-secret-7b1c", "source-key-7b1c", "source-token-7b1c", "target-key-7b1c",
    ]

    private static func plant(_ seed: inout Seed) {
        for (index, document) in (seed.organizations[0].documents[.deployment] ?? []).enumerated() {
            let place = ["europe", "asia", "staging"][index]
            var document = document
            var origin = document["origin"]?.object ?? [:]
            origin["accessKeyId"] = .string("\(place)-id-7b1c")
            origin["secretAccessKey"] = .string("\(place)-secret-7b1c")
            document["origin"] = .object(origin)
            if document["downloadAuth"] != nil {
                document["downloadAuth"] = ["kind": "gcore", "secretKey": "asia-download-7b1c"]
            }
            seed.organizations[0].documents[.deployment]?[index] = document
        }
        seed.organizations[0].accounts[0].apiKey = Secret("source-key-7b1c")
        seed.organizations[0].tokens = [(token: "source-token-7b1c", username: "ferry")]
    }

    private static let references = """
        secrets:
          deployment/europe:
            /origin/accessKeyId: { env: EUROPE_ID }
            /origin/secretAccessKey: { file: OWN/europe }
          deployment/asia[1]:
            /origin/accessKeyId: { env: ASIA_ID }
            /origin/secretAccessKey: { command: [sh, -c, "sleep 0.2; cat OWN/asia"] }
            /downloadAuth/secretKey: { file: OWN/download }
          deployment/staging:
            /origin/accessKeyId: { env: STAGING_ID }
            /origin/secretAccessKey: { env: STAGING_SECRET }

        """

    private static func prepare(_ move: inout Move) throws {
        let own = move.folder + "/own"
        try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
        for (name, secret) in [
            ("europe", "europe-secret-7b1c"), ("asia", "asia-secret-7b1c"),
            ("download", "asia-download-7b1c"),
        ] {
            _ = try move.write(secret + "\n", to: "own/" + name)
        }
        move.secrets = try move.write(references.replacing("OWN", with: own), to: "secrets.yml")
        move.policy = try move.write("subscriptions: create\n", to: "policy.yml")
        move.environment = [
            "EUROPE_ID": "europe-id-7b1c", "ASIA_ID": "asia-id-7b1c", "STAGING_ID": "staging-id-7b1c",
            "STAGING_SECRET": "staging-secret-7b1c",
        ]
    }

    @Test(arguments: [false, true])
    func `a whole move shows no secret`(isPulling: Bool) async throws {
        try await withMove(
            seeding: { Self.plant(&$0) },
            seedingTarget: { $0.organizations[0].accounts[0].apiKey = Secret("target-key-7b1c") }
        ) { move in
            var move = move
            try Self.prepare(&move)
            let (runs, arguments) = try await watched { [move] in
                try await Self.commands(move, isPulling: isPulling)
            }
            #expect(runs.map(\.status) == Array(repeating: 0, count: 9), "\(runs.map(\.errors))")

            let keys = try String(contentsOfFile: move.journal + ".keys", encoding: .utf8)
            let handedOut = keys.split(separator: "\n").compactMap { line in
                // A line that is no JSON would fail the count below.
                try? JSON(reading: String(line))["secret"]?.string
            }
            #expect(handedOut.count >= 7, "\(handedOut.count) keys")
            let mode = try FileManager.default.attributesOfItem(atPath: move.journal + ".keys")
            #expect((mode[.posixPermissions] as? NSNumber)?.intValue == 0o600)

            let secrets = Self.planted + handedOut
            for secret in secrets {
                for run in runs {
                    #expect(
                        !run.output.contains(secret) && !run.errors.contains(secret), "\(secret) was printed")
                }
                #expect(
                    !arguments.contains(secret), "\(secret) was an argument of a process, or given to a child"
                )
            }
            try expectAbsent(secrets, in: move)
            // The key of the bucket stands in the operator's own command lines only.
            let bucket = try Self.bucketKey(move.source.report.builds)
            try expectAbsent([bucket, "/upload/"], in: move)
            for run in runs { #expect(!(run.output + run.errors).contains(bucket)) }
            for folder in ["recordings", "state"] {
                let files = try FileManager.default.subpathsOfDirectory(atPath: move.folder + "/" + folder)
                #expect(!files.isEmpty, "nothing was scanned in \(folder)")
            }
        }
    }

    @Test func `an Edge that repeats what it was sent makes nobody print a secret`() async throws {
        let faults = """
            faults:
              - { route: POST /be/v1/deployments, fault: status, status: 403, echo: true, times: 1 }
              - { route: POST /be/v1/deployments, fault: status, status: 400, echo: true, times: 1 }
            """
        try await withMove(seeding: { Self.plant(&$0) }, targetFaults: faults) { move in
            var move = move
            try Self.prepare(&move)
            #expect(try await move.snapshot().status == 0)
            let stopped = try await move.replay("--format", "text")
            #expect(stopped.status == 77, "\(stopped.errors)")
            let partial = try await move.replay("--format", "text")
            #expect(partial.status == 2, "\(partial.errors)")
            let story = try await move.ferry(
                "runs", "explain", "deployment/asia[1]", "--journal", move.journal)
            for run in [stopped, partial, story] {
                let text = run.output + run.errors
                #expect(text.contains("•••"), "\(text)")
                for secret in Self.planted { #expect(!text.contains(secret)) }
            }
            try expectAbsent(Self.planted, in: move)
        }
    }

    private static func commands(_ move: Move, isPulling: Bool) async throws -> [FerryRun] {
        var tokened = move
        tokened.environment["EDGEFERRY_SOURCE_TOKEN"] = "source-token-7b1c"
        tokened.environment["EDGEFERRY_SOURCE_API_KEY"] = ""
        let plan = move.folder + "/move.plan"
        let pull = isPulling ? ["--pull-from", move.source.report.builds] : []
        let record = ["--record", move.folder + "/recordings"]
        let more = ["--max-requests-per-second", "2000"] + record + pull
        return [
            try await tokened.snapshot(record[0], record[1]),
            try await move.ferry("validate", move.store, "--level", "content"),
            try await move.ferry("show", move.store),
            try await move.plan(["--out", plan, "--secrets-template", move.folder + "/template.yml"] + more),
            try await move.replay(["--plan", plan, "--format", "text"] + more) { _ in },
            try await move.replay(more) { _ in },
            try await move.compare(record[0], record[1]),
            try await move.ferry("runs", "--journal", move.journal),
            try await move.ferry("runs", "explain", "user/ci_linux", "--journal", move.journal),
        ]
    }

    private enum Watched {
        case runs([FerryRun])
        case lines(Set<String>)
    }

    /// Runs the body and collects the command lines of all processes meanwhile, and the environment of those that the
    /// tool has started.
    private func watched(_ body: @escaping @Sendable () async throws -> [FerryRun]) async throws
        -> (runs: [FerryRun], arguments: String)
    {
        let (runs, seen) = try await withThrowingTaskGroup(of: Watched.self) { group in
            group.addTask { .runs(try await body()) }
            group.addTask {
                var lines: Set<String> = []
                while !Task.isCancelled {
                    lines.formUnion(Self.commandLines())
                    // Cancelled: the body is over.
                    try? await Task.sleep(for: .milliseconds(10))
                }
                return .lines(lines)
            }
            var (runs, lines): ([FerryRun], Set<String>) = ([], [])
            for try await watched in group {
                switch watched {
                case .runs(let all): runs = all
                case .lines(let all): lines = all
                }
                group.cancelAll()
            }
            return (runs, lines)
        }
        #expect(seen.contains { $0.contains("edgeferry") && $0.contains("replay") }, "the watch saw nothing")
        #expect(seen.contains { $0.hasPrefix("environ: ") && $0.contains("PATH=") }, "no child was seen")
        return (runs, seen.joined(separator: "\n"))
    }

    private static func commandLines() -> [String] {
        // Processes come and go while they are listed.
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { Int($0) != nil }.flatMap { id -> [String] in
            let line = text(of: "cmdline", id)
            guard isChildOfTool(id) else { return line.map { [$0] } ?? [] }
            let environment = text(of: "environ", id)
            return [line, environment.map { "environ: " + $0 }].compactMap(\.self)
        }
    }

    private static func text(of file: String, _ id: String) -> String? {
        FileManager.default.contents(atPath: "/proc/\(id)/\(file)").map {
            String(decoding: $0.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
        }
    }

    private static func isChildOfTool(_ id: String) -> Bool {
        // The parent stands behind the state, which stands behind the name in parentheses.
        let parent = text(of: "stat", id)?.split(separator: ")").last?.split(separator: " ").dropFirst().first
        return parent.flatMap { text(of: "comm", String($0)) } == "edgeferry\n"
    }

    /// The segment after `/p/` of the bucket's address.
    private static func bucketKey(_ pattern: String) throws -> String {
        let segments = pattern.split(separator: "/")
        let mark = try segments.firstIndex(of: "p").orThrow("the bucket's address has no key: \(pattern)")
        return String(segments[mark + 1])
    }

    /// Looks into every file that the tool wrote, and into the documents that the archive holds compressed.
    private func expectAbsent(_ secrets: [String], in move: Move) throws {
        let own: Set = ["own", "secrets.yml", "policy.yml", "move.journal.keys"]
        var files = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: move.folder) {
            guard !own.contains(String(path.prefix { $0 != "/" })),
                let data = FileManager.default.contents(atPath: move.folder + "/" + path)
            else { continue }
            files += 1
            for secret in secrets {
                #expect(data.range(of: Data(secret.utf8)) == nil, "\(secret) stands in \(path)")
            }
        }
        #expect(files > 20)
        let archive = try ArchiveAddress(parsing: move.store).open()
        for kind in Kind.allCases {
            let text = try archive.documents(kind).map { JSON.object($0.fields).canonical }.joined()
            for secret in secrets { #expect(!text.contains(secret), "\(secret) stands in \(kind.plural)") }
        }
    }
}
