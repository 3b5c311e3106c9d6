import EdgeCore
import EdgeHTTP
import Foundation
import TestKit
import Testing

/// Retention as its user sees it: what would go and why, what went, and what stands in the way.
@Suite struct PruneJourneyTests {
    /// A store of that many snapshots of an organization that changes in between.
    private func withStore(
        of count: Int, _ body: @escaping @Sendable (Move, [String]) async throws -> Void
    ) async throws {
        try await withMove { move in
            var ids: [String] = []
            for number in 1...count {
                let role = try await move.source.caller().call(
                    .post, "/be/v1/roles",
                    ["name": .string("Crew\(number)"), "label": "", "permissions": ["bundles": 2]])
                try #require(role.status == 200, "\(role.text)")
                ids.append(try #require(try await move.snapshot().json?["snapshot"]?.string))
            }
            try await body(move, ids)
        }
    }

    private func ids(_ run: FerryRun, _ member: String) -> [String] {
        (run.json?[member]?.array ?? []).compactMap { $0["id"]?.string }
    }

    @Test func `a dry run names what would go and why the others stay, and a run removes just that`()
        async throws
    {
        try await withStore(of: 3) { move, made in
            let dry = try await move.ferry("prune", move.store, "--keep-last", "1", "--dry-run")
            #expect(dry.status == 0)
            let lines = dry.output.split(separator: "\n")
            #expect(lines.count == 4)
            #expect(lines.first?.hasPrefix("keeps \(made[2])") == true)
            #expect(lines.first?.hasSuffix("Harbour  last") == true)
            #expect(lines[1].hasPrefix("would remove \(made[0])"))
            #expect(try await ids(move.ferry("list", move.store, "--format", "json"), "snapshots") == made)
            let run = try await move.ferry("prune", move.store, "--keep-last", "1", "--format", "json")
            #expect(run.status == 0 && ids(run, "removed") == Array(made[..<2]))
            #expect(run.json?["blobs"]?.int ?? 0 > 0)
            #expect(
                try await ids(move.ferry("list", move.store, "--format", "json"), "snapshots") == [made[2]])
            let check = try await move.ferry(
                "validate", move.store, "--level", "content", "--format", "json")
            #expect(check.status == 0 && check.json?["findings"]?.array == [], "\(check.output)")
            #expect(try await move.ferry("prune", move.store, "--keep-last", "1").status == 0)
            let replay = try await move.replay()
            #expect(replay.status == 0, "\(replay.errors)")
        }
    }

    @Test func `one that is damaged stands in the way until it is forgotten`() async throws {
        try await withStore(of: 2) { move, made in
            let folder = move.store + "/snapshots/Harbour/"
            let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            try Data("{}".utf8).write(to: URL(fileURLWithPath: folder + names[0]))
            let stopped = try await move.ferry("prune", move.store, "--keep-last", "1")
            #expect(stopped.status == 65 && stopped.errors.contains(names[0]), "\(stopped.errors)")
            let run = try await move.ferry("prune", move.store, "--forget", made[0], "--format", "json")
            #expect(run.status == 0 && ids(run, "removed") == [made[0]], "\(run.errors)")
            let check = try await move.ferry("validate", move.store, "--format", "json")
            #expect(check.status == 0, "\(check.output)")
        }
    }

    @Test func `beside a snapshot that runs it waits for another time, and nothing is lost`() async throws {
        try await withStore(of: 2) { move, made in
            try await move.source.plan(
                faults: "faults: [{route: GET /be/v1/apps, fault: stall, afterBytes: 10, seconds: 60}]")
            let snapshot = try await move.snapshot { ferry in
                let isInside = try await ferry.wait {
                    (try await move.source.model()["faults"]?.array?.first?["fired"]?.int ?? 0) > 0
                }
                #expect(isInside)
                let pruned = try await move.ferry("prune", move.store, "--keep-last", "1")
                #expect(pruned.status == 75, "\(pruned.errors)")
                #expect(pruned.errors.contains("another process writes into it"))
                let dry = try await move.ferry("prune", move.store, "--keep-last", "1", "--dry-run")
                #expect(dry.status == 0)
                ferry.send(SIGTERM)
            }
            #expect(snapshot.status == 143)
            #expect(try await ids(move.ferry("list", move.store, "--format", "json"), "snapshots") == made)
        }
    }
}
