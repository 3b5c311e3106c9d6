import EdgeCore
import Foundation
import TestKit
import Testing

/// A move without one secret: what hangs on it stays behind, by name, and comes later.
@Suite struct WaivedSecretJourneyTests {
    @Test func `a move without a secret says what stays behind, and brings it when the secret is there`()
        async throws
    {
        try await withMove { move in
            try await move.expectSnapshot()
            let place = "deployment/staging#/origin/secretAccessKey"
            let whole = try String(contentsOfFile: template("secrets.yml"), encoding: .utf8)
            var waiving = move
            waiving.secrets = try move.write(
                whole.replacing("waive: []", with: "waive: [\"\(place)\"]"), to: "waiving.yml")

            let plan = try await waiving.plan()
            #expect(plan.status == 0, "\(plan.errors)")
            let secrets = plan.json?["secrets"]?.array ?? []
            let sent = secrets.filter { $0["state"] != "made" }
            #expect(sent.count == 7 && sent.count { $0["state"] == "given" } == 6)
            let waived = try #require(secrets.first { $0["state"] == "waived" })
            #expect(waived["place"]?.string == place && waived["call"] == "POST /be/v1/deployments")
            let dependants = waived["dependants"]?.strings ?? []
            #expect(
                dependants.contains { $0.hasPrefix("app/") } && dependants.contains { $0.hasPrefix("build/") }
            )
            let text = try await waiving.plan("--format", "text")
            #expect(
                text.output.contains("− deployment/staging: its secret at /origin/secretAccessKey is waived"))

            let replay = try await waiving.replay()
            #expect(replay.status == 1, "\(replay.output)\(replay.errors)")
            let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
            let made = Set(creates?.keys ?? [])
            #expect(made.contains("deployment/europe") && !made.contains("deployment/staging"))
            for object in dependants where object.hasPrefix("app/") { #expect(!made.contains(object)) }
            let proof = try await move.ferry("proof", "--journal", move.journal)
            #expect(proof.status == 1)
            let line = "waived secret: \(place); left out with it: deployment/staging"
            #expect(proof.output.contains(line), "\(proof.output)")

            try await move.expectMoved()
        }
    }
}
