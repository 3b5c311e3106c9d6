import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A replay stops when it is told to, and the same command continues; the secrets it needs can be asked for.
@Suite struct LimitsTests {
    @Test func `a replay stops after so many requests and goes on until it is equal`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            var stops = 0
            while true {
                let run = try await move.replay("--max-requests", "60", "--format", "text")
                guard run.status == 75 else {
                    #expect(run.status == 0, "\(run.errors)")
                    break
                }
                stops += 1
                #expect(run.errors.contains("stopped after 60 requests"), "\(run.errors)")
                guard stops < 20 else { break }
            }
            #expect((2..<20).contains(stops), "\(stops) stops")
            #expect(try await move.compare().status == 0)
            let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
            #expect(creates?.members.allSatisfy { $0.value == 1 } == true)
        }
    }

    @Test func `a replay stops when its time is over and goes on`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            // Five requests a second: a second is not enough.
            let first = try await move.replay(
                "--max-duration", "1s", "--max-requests-per-second", "5", "--format", "text")
            #expect(first.status == 75)
            #expect(first.errors.contains("stopped after 1s"), "\(first.errors)")
            let second = try await move.replay("--max-duration", "1h")
            #expect(second.status == 0, "\(second.errors)")
            #expect(try await move.compare().status == 0)
        }
    }

    @Test(arguments: [["--max-duration", "soon"], ["--max-duration", "0s"], ["--max-requests", "0"]])
    func `a limit that is none is refused`(limit: [String]) async throws {
        let run = try await FerryRun.of(
            ["replay", "/nowhere", "--target", "http://127.0.0.1:1", "--target-org", "Quay"] + limit)
        #expect(run.status == 64, "\(run.errors)")
    }

    @Test func `the secrets file that a plan needs is written, and fits when it is filled in`() async throws {
        try await withMove { move in
            var move = move
            #expect(try await move.snapshot().status == 0)
            move.secrets = nil
            let file = move.folder + "/secrets.yml"
            let plan = try await move.plan("--secrets-template", file)
            #expect(plan.status == 78)
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try expectGolden(
                text.replacing(/snapshot [0-9a-f]{12}/, with: "snapshot ID"), "secrets-template")
            move.secrets = file
            let variables = text.matches(of: /env: ([A-Z0-9_]{5,})/).map { String($0.1) }
            #expect(variables.count == 7)
            for name in variables { move.environment[name] = "filled in" }
            #expect(try await move.plan().status == 0)
            #expect(try await move.replay().status == 0)
        }
    }

    @Test func `the journal tells its runs and the story of an object`() async throws {
        let faults = "faults: [{route: POST /be/v1/users, fault: status, status: 400, times: 1}]"
        try await withMove(targetFaults: faults) { move in
            #expect(try await move.snapshot().status == 0)
            #expect(try await move.replay().status == 2)
            #expect(try await move.replay().status == 0)
            let runs = try await move.ferry("runs", "--journal", move.journal)
            #expect(runs.status == 0, "\(runs.errors)")
            let lines = runs.output.split(separator: "\n")
            #expect(lines.count == 3)
            #expect(lines[1].contains("partial") && lines[1].contains("1 failed"), "\(runs.output)")
            #expect(lines[2].contains("done"), "\(runs.output)")
            let story = try await move.ferry(
                "runs", "explain", "build/Lighthouse/3", "--journal", move.journal)
            #expect(story.output.contains("upload build/Lighthouse/3 (POST /be/v1/builds): done"))
            #expect(story.output.contains("it is build 2 of Lighthouse on the target"), "\(story.output)")
            let unknown = try await move.ferry("runs", "explain", "app/Nothing", "--journal", move.journal)
            #expect(unknown.status == 66)
            let json = try await move.ferry("runs", "--journal", move.journal, "--format", "json")
            #expect(json.json?["journals"]?.array?.first?["runs"]?.array?.count == 2)
        }
    }

    @Test func `no core file of the tool holds its memory`() async throws {
        try await withTemporaryFolder { folder in
            let ready = folder + "/ready"
            let run = try await FerryRun.of(["sandbox", "--data", folder + "/data", "--ready-file", ready]) {
                ferry in
                for _ in 0..<600 where !FileManager.default.fileExists(atPath: ready) {
                    try await Task.sleep(for: .milliseconds(50))
                }
                let limits = try String(contentsOfFile: "/proc/\(ferry.id)/limits", encoding: .utf8)
                let core = limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") }
                #expect(core?.split(separator: " ").contains("0") == true, "\(limits)")
                let filter = try String(contentsOfFile: "/proc/\(ferry.id)/coredump_filter", encoding: .utf8)
                #expect(Int(filter.trimmingCharacters(in: .whitespacesAndNewlines), radix: 16) == 0)
                ferry.kill()
            }
            #expect(run.status == -9)
        }
    }
}
