import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The built tool restores a part of an organization, and under other names.
@Suite struct SelectionJourneyTests {
    @Test func `one app comes back alone, and comparing it says what was left out`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let replay = try await move.replay("--only", "app/Lighthouse")
            #expect(replay.status == 0, "\(replay.errors)")
            let target = try await move.target.model()["organizations"]?["Quay"]
            #expect(target?["apps"]?.object?.keys == ["Lighthouse"])
            #expect(target?["deployments"]?.object?.keys == ["asia[1]", "europe"])
            #expect(target?["roles"]?.object?.keys == ["Administrators"])
            let compared = try await move.compare("--policy", move.policy, "--only", "app/Lighthouse")
            #expect(compared.status == 0, "\(compared.output)")
            #expect(compared.json?["counts"]?["apps"]?["leftOut"] == 3)
            #expect(compared.json?["counts"]?["builds"]?["equal"] == 3)
            // The rest follows when it is asked for.
            #expect(try await move.replay().status == 0)
            #expect(try await move.compare().status == 0)
        }
    }

    @Test func `a renamed organization is equal in its own names, and mapped in those of the archive`()
        async throws
    {
        try await withMove { move in
            var move = move
            #expect(try await move.snapshot().status == 0)
            let text = "rename: { app/Lighthouse: Beacon, deployment/europe: europe_quay }\n"
            move.policy = try move.write(text, to: "rename.yml")
            let secrets = try String(contentsOfFile: template("secrets.yml"), encoding: .utf8)
                .replacing("deployment/europe:", with: "deployment/europe_quay:")
                .replacing("deployment/europe#", with: "deployment/europe_quay#")
            move.secrets = try move.write(secrets, to: "secrets.yml")
            let replay = try await move.replay()
            #expect(replay.status == 0, "\(replay.errors)")
            let compared = try await move.compare("--policy", move.policy)
            #expect(compared.status == 0, "\(compared.output)")
            #expect(compared.json?["counts"]?["apps"]?["mapped"] == 1)
            #expect(compared.json?["counts"]?["builds"]?["equal"] == 9)
            #expect(try await move.replay().status == 0)
            let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
            #expect(creates?.members.allSatisfy { $0.value == 1 } == true)
            #expect(creates?.keys.contains("app/Beacon") == true)
        }
    }

    @Test func `what is no object is refused before anything is read`() async throws {
        let run = try await FerryRun.of([
            "plan", "/nowhere", "--target", "http://127.0.0.1:1", "--target-org", "Quay", "--only",
            "Lighthouse",
        ])
        #expect(run.status == 64)
        #expect(run.errors.contains("--only takes a kind and a name"), "\(run.errors)")
    }
}
