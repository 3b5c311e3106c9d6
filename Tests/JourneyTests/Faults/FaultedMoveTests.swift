import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The main job on Edges that misbehave. `make torture` runs every fault, and pairs of them.
@Suite struct FaultedMoveTests {
    @Test(arguments: FaultCase.quick)
    func `a move under a fault ends equal, or stops as documented and goes on when the fault is gone`(
        _ fault: FaultCase
    ) async throws {
        _ = try await FaultedMove(cases: [fault]).run()
    }

    @Test(arguments: GatewayProfile.allCases)
    func `a move goes through either gateway, and below its rate limit`(_ profile: GatewayProfile)
        async throws
    {
        var gateway = GatewaySettings()
        gateway.profile = profile
        gateway.requestsPerSecond = 60
        try await withMove(gateway: gateway) { move in
            let options = ["--max-requests-per-second", "40"]
            let snapshot = try await move.ferry(
                "snapshot", "--source", move.source.url, "--source-org", "Harbour", "--store", move.store,
                "--builds", move.source.report.builds, options[0], options[1])
            #expect(snapshot.status == 0, "\(snapshot.errors)")
            #expect(snapshot.errors.contains("429") == false)
            let replay = try await move.replay(options[0], options[1])
            #expect(replay.status == 0, "\(replay.errors)")
            let compare = try await move.compare(options[0], options[1])
            #expect(compare.json?["equal"] == true, "\(compare.errors)")
        }
    }

    @Test func `a move waits while the target is in maintenance, and goes on`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let target = move.target
            _ = try await target.control(.put, "maintenance", "retryAfter: 1")
            async let replay = move.replay()
            // The first call that is turned away is the event to wait for.
            var looks = 0
            while try await target.control(.get, "maintenance")["refused"] == 0, looks < 600 {
                looks += 1
                try await Task.sleep(for: .milliseconds(50))
            }
            _ = try await target.control(.delete, "maintenance")
            #expect(try await replay.status == 0)
            try await move.expectEqual()
        }
    }
}
