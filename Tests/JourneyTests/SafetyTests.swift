import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The safety rules as a user meets them, with the target's own model as the judge.
@Suite struct SafetyTests {
    @Test func `a target that ignores the deployments of an app gets no build at all`() async throws {
        let faults = "faults: [{route: 'PATCH /be/v1/apps', fault: ignore, field: deployments}]"
        try await withMove(targetFaults: faults) { move in
            #expect(try await move.snapshot().status == 0)
            let replay = try await move.replay()
            #expect(replay.status == 76, "\(replay.errors)")
            #expect(replay.errors.contains("deployments"))
            let quay = try await move.target.model()["organizations"]?["Quay"]
            let builds = quay?["builds"]?.object?.members.flatMap { $0.value.array ?? [] } ?? []
            #expect(builds.isEmpty)
            #expect(quay?["published"]?.object?.isEmpty == true)
            let tasks = quay?["tasks"]?.array ?? []
            #expect(tasks.isEmpty, "not even an upload was asked for")
        }
    }

    @Test func `a target pulls the builds by itself, and each only once`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let replay = try await move.replay("--pull-from", move.source.report.builds)
            #expect(replay.status == 0, "\(replay.errors)")
            let compare = try await move.compare()
            #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == 9, "\(compare.output)")
            let calls = try await move.target.model()["calls"]?.array ?? []
            #expect(calls.count { $0["path"]?.string == "/be/v1/builds" } == 9)
            let isAnyUploaded = calls.contains { $0["method"]?.string == "PUT" }
            #expect(!isAnyUploaded)
        }
    }

    @Test func `a plan writes nothing, and a replay makes exactly the calls of its plan`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let file = move.folder + "/move.plan"
            #expect(try await move.plan("--out", file).status == 0)
            let before = try await move.target.model()["calls"]?.array ?? []
            #expect(before.isEmpty)
            let replay = try await move.replay("--plan", file)
            #expect(replay.status == 0, "\(replay.errors)")
            let plan = try JSON(reading: Data(contentsOf: URL(fileURLWithPath: file)))
            let actions = (plan["phases"]?.array ?? []).flatMap { $0["lanes"]?.array ?? [] }
                .flatMap { $0["actions"]?.array ?? [] }
            let planned = actions.filter {
                ["create", "update", "upload"].contains($0["kind"]?.string ?? "")
            }
            .map { "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "")" }
            let made = (try await move.target.model()["calls"]?.array ?? []).filter { $0["method"] != "PUT" }
                .map { "\($0["method"]?.string ?? "") \($0["path"]?.string ?? "")" }
            #expect(made.sorted() == planned.sorted())
        }
    }
}
