import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The safety rules as a user meets them: what may not happen stops before it happens.
@Suite struct SafetyErrorTests {
    @Test func `a target that ignores the deployments of an app gets no build at all`() async throws {
        let fault = "faults: [{ route: \"* /be/v1/apps\", fault: ignore, field: deployments }]\n"
        try await withMove(targetFaults: fault) { move in
            try await move.expectSnapshot()
            try move.expectError(try await move.replay(), .outsideContract, "canary")
            let again = try await move.replay()
            #expect(again.status != 0, "\(again.output)")
            let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
            #expect(creates?.members.contains { $0.key.hasPrefix("build/") } == false)
        }
    }

    @Test func `the origins of the source are not published to unless the policy names them`() async throws {
        try await withMove(seedingTarget: { $0.organizations[0].name = "Harbour" }) { move in
            try await move.expectSnapshot()
            try move.expectError(try await move.replay(), .notAllowed, "same-origin")
            try await move.expectUntouched()
            var other = move
            other.policy = try move.write(
                "allowSameOrigin: [europe, 'asia[1]', staging]\n", to: "policy.yml")
            try await other.expectMoved()
        }
    }

    @Test func `an app without deployments is refused unless the policy says that it publishes to all`()
        async throws
    {
        try await withMove(seeding: { seed in
            let app: JSONObject = ["name": "Everywhere", "label": "Everywhere", "maxBuilds": 2]
            seed.organizations[0].documents[.app, default: []].append(app)
        }) { move in
            try await move.expectSnapshot()
            try move.expectError(try await move.replay(), .notAllowed, "app-without-deployments")
            try await move.expectUntouched()
            var other = move
            other.policy = try move.write("appsWithoutDeployments: all\n", to: "policy.yml")
            try await other.expectMoved()
        }
    }
}
