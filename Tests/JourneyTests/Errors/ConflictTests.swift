import EdgeCore
import EdgeHTTP
import Foundation
import TestKit
import Testing

/// Objects that the target holds already, other than the archive has them.
@Suite struct ConflictTests {
    private func occupy(_ move: Move) async throws {
        let caller = try move.target.caller()
        let role: JSON = ["name": "Testers", "label": "Somebody else's", "permissions": ["bundles": 2]]
        #expect(try await caller.call(.post, "/be/v1/roles", role).status == 200)
        let user: JSON = ["username": "shop", "label": "Another shop", "roles": ["Testers"]]
        #expect(try await caller.call(.post, "/be/v1/users", user).status == 200)
    }

    @Test func `all conflicts are named before the first write, and nothing is written`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            try await occupy(move)
            let calls = try await move.target.model()["calls"]?.array?.count
            let plan = try await move.plan()
            #expect(plan.status == EdgeCore.ExitStatus.cannotCreate.rawValue)
            #expect(plan.json?["conflicts"]?.array?.compactMap(\.string) == ["role/Testers", "user/shop"])
            try move.expectError(try await move.replay(), .cannotCreate, "conflicts")
            #expect(try await move.target.model()["calls"]?.array?.count == calls)

            // What hinders is taken away: the same command ends equal.
            let caller = try move.target.caller()
            for path in ["/be/v1/users/shop", "/be/v1/roles/Testers"] {
                let answer = try await caller.call(.delete, path)
                #expect(answer.status == 200, "\(path): \(answer.text)")
            }
            try await move.expectMoved()
        }
    }

    @Test func `skipped conflicts are findings, and update makes them equal`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            try await occupy(move)
            var other = move
            other.policy = try move.write("onConflict: skip\n", to: "policy.yml")
            let skipped = try await other.replay()
            #expect(skipped.status == 1, "\(skipped.output)\(skipped.errors)")
            let rows = skipped.json?["proof"]?["comparison"]?["objects"]?.array ?? []
            let different = rows.filter { $0["outcome"] == "different" }.compactMap { $0["object"]?.string }
            #expect(different.contains("role/Testers"))
            #expect(different.contains("user/shop"))

            other.policy = try move.write("onConflict: update\n", to: "policy.yml")
            try await other.expectMoved()
        }
    }
}
