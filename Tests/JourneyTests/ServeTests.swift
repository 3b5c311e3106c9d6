import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The target fetches the builds out of the archive, which the replay serves.
@Suite struct ServeTests {
    private static let serve = ["--serve", "127.0.0.1:0", "--public-url", "http://127.0.0.1"]
    private static let pace = ["--max-requests-per-second", "2000"]

    /// Everything arrives once, and how many builds were fetched and uploaded.
    private func expectWhole(_ move: Move, uploads: Int, at place: SourceLocation = #_sourceLocation)
        async throws
    {
        let compare = try await move.compare()
        #expect(compare.json?["equal"] == true, "\(compare.output)\(compare.errors)", sourceLocation: place)
        try await MoveJudge(move).expectEachOnce()
        let calls = try await move.target.model()["calls"]?.array ?? []
        #expect(calls.count { $0["method"]?.string == "PUT" } == uploads, sourceLocation: place)
    }

    private func withArchive(
        targetFaults: String = "", stageTime: Duration = .zero,
        _ body: @escaping @Sendable (Move) async throws -> Void
    ) async throws {
        try await withMove(targetFaults: targetFaults, stageTime: stageTime) { move in
            var move = move
            move.policy = try move.write(TortureSeed.policy, to: "policy.yml")
            try await move.expectSnapshot()
            try await body(move)
        }
    }

    @Test func `a plan is made for a target that fetches, and runs without an upload`() async throws {
        try await withArchive { move in
            let file = move.folder + "/move.plan"
            let plan = try await move.plan(["--out", file] + Self.serve)
            #expect(plan.status == 0, "\(plan.errors)")
            #expect((plan.json?["budget"]?["pullBytes"]?.int ?? 0) > 10_000)
            #expect(plan.json?["budget"]?["uploadBytes"] == 0)
            let more = ["--plan", file, "--record", move.folder + "/record"]
            let replay = try await move.replay(more + Self.serve + Self.pace) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            #expect(
                replay.json?["attention"]?.array?.contains { $0.string?.hasPrefix("pull") == true } == false)
            try await expectWhole(move, uploads: 0)

            // The addresses that were handed over stand nowhere.
            let line = replay.errors.split(separator: "\n").first { $0.hasPrefix("serving builds on port ") }
            let port = try #require(line?.split(separator: " ")[4])
            #expect(line == "serving builds on port \(port) as http://127.0.0.1:\(port)")
            let start = "127.0.0.1:\(port)/p/"
            #expect(!(replay.output + replay.errors).contains(start))
            for path in try FileManager.default.subpathsOfDirectory(atPath: move.folder) {
                let data = FileManager.default.contents(atPath: move.folder + "/" + path)
                #expect(data?.range(of: Data(start.utf8)) == nil, "an address stands in \(path)")
            }
        }
    }

    @Test func `a target that cannot reach the server gets the builds by upload`() async throws {
        try await withArchive { move in
            // A loopback address on which nothing listens.
            let options = ["--serve", "127.0.0.1:0", "--public-url", "http://127.0.0.2"]
            let replay = try await move.replay(options + Self.pace) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let notes = (replay.json?["attention"]?.strings ?? []).filter { $0.hasPrefix("pull build/") }
            #expect(notes.count == 9, "\(notes)")
            #expect(notes.allSatisfy { $0.contains("it was uploaded, as the target did not fetch it") })
            try await expectWhole(move, uploads: 9)
        }
    }

    @Test func `a target that takes no address gets the build by upload`() async throws {
        let fault = "faults: [{route: POST /be/v1/builds, fault: status, status: 400, times: 1}]"
        try await withArchive(targetFaults: fault) { move in
            let replay = try await move.replay(Self.serve + Self.pace) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            try await expectWhole(move, uploads: 1)
        }
    }

    @Test func `a download that the target gives up is asked for anew`() async throws {
        let fault = "faults: [{route: GET *, fault: giveUp, afterBytes: 5000, times: 3}]"
        try await withArchive(targetFaults: fault) { move in
            let replay = try await move.replay(Self.serve + Self.pace) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            try await expectWhole(move, uploads: 0)
            let tasks = try await MoveJudge(move).target["tasks"]?.array ?? []
            #expect(tasks.count { $0["type"] == "dltar" && $0["state"] == "failed" } == 3)
        }
    }

    @Test func `a replay killed while the target is to fetch asks for the build anew`() async throws {
        try await withArchive(stageTime: .milliseconds(200)) { move in
            let start = Date()
            let killed = try await move.replay(Self.serve + Self.pace) { ferry in
                // The download of this moment finds no server.
                try await KillMoment.inside("pull build", .milliseconds(100)).kill(
                    ferry, journal: move.journal, start: start)
            }
            #expect(killed.status == -9)
            let replay = try await move.replay(Self.serve + Self.pace) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            try await expectWhole(move, uploads: 0)
        }
    }

    @Test func `a damaged build is not fetched as a whole, and the same command continues with a whole one`()
        async throws
    {
        try await withArchive { move in
            let blob = try #require(try move.packs().last)
            let whole = try Data(contentsOf: URL(fileURLWithPath: blob))
            var damaged = whole
            damaged[0] ^= 1
            try damaged.write(to: URL(fileURLWithPath: blob))
            let stopped = try await move.replay(Self.serve + Self.pace) { _ in }
            #expect(stopped.status == EdgeCore.ExitStatus.badArchive.rawValue, "\(stopped.errors)")
            #expect(stopped.errors.contains("its frame 0 cannot be expanded"))
            try whole.write(to: URL(fileURLWithPath: blob))
            let replay = try await move.replay(Self.serve + Self.pace) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            try await expectWhole(move, uploads: 0)
        }
    }

    @Test func `a port that cannot be had stops the replay before anything is written`() async throws {
        try await withArchive { move in
            let port = try #require(URL(string: move.source.url)?.port)
            let run = try await move.replay(
                "--serve", "127.0.0.1:\(port)", "--public-url", "http://127.0.0.1:\(port)")
            try move.expectError(run, .cannotCreate, "serve-port-taken", hidingWhy: true)
            try await move.expectUntouched()
        }
    }

    @Test func `the operator's bucket is read to its end when that is asked for`() async throws {
        try await withArchive { move in
            let replay = try await move.replay(
                ["--pull-from", move.source.report.builds, "--verify-pull"] + Self.pace
            ) { _ in }
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            try await expectWhole(move, uploads: 0)
        }
    }

    @Test func `memory does not grow with a build, not even over TLS`() async throws {
        let pull = try await LargePull.measured(megabytes: 256, stage: .seconds(1))
        print(pull)
        #expect(pull.peak < 150_000_000, "\(pull)")
    }
}
