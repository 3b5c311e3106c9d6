import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeReplay
import Foundation
import TestKit
import Testing

/// What a replay is about, and under which names.
struct SelectionTests {
    @Test func `one app is restored alone, with the deployments it refers to and its builds`() async throws {
        try await withTrial(policy: "include: [app/Yawl]") { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            let creates = try await trial.organization()["creates"]?.object?.keys ?? []
            let own = Set(["user/ferry", "role/Administrators"])
            let digest = try #require(trial.fixture.contents.builds.last?.digest.hex)
            #expect(Set(creates).subtracting(own) == ["app/Yawl", "deployment/west", "build/Yawl/\(digest)"])
            #expect(report.counts["app"]?.leftByRule == 1)
            #expect(report.counts["build"]?.created == 1 && report.counts["build"]?.leftByRule == 2)
            #expect(try await trial.plan().isEmpty)
        }
    }

    @Test func `what is excluded is counted and left out`() async throws {
        try await withTrial(policy: "exclude: [app/T*, user/spare]") { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            let organization = try await trial.organization()
            #expect(organization["apps"]?.object?.keys == ["Yawl"])
            #expect(organization["users"]?["spare"] == nil)
            #expect(report.counts["user"]?.leftByRule == 2)
        }
    }

    @Test func `an object is not torn from what it refers to, unless the target has that`() async throws {
        try await withTrial(policy: "exclude: [deployment/west]") { trial in
            let error = try await failure { try await trial.run() }
            #expect(error.status == .settings)
            #expect(
                error.why == "app/Tug refers to deployment/west; app/Yawl refers to deployment/west")
            #expect(try await trial.sandbox.model()["calls"]?.array?.isEmpty == true)
            let west: JSON = [
                "name": "west", "label": "west", "originPrefix": "other",
                "origin": ["kind": "s3", "endpoint": "s3.example", "bucket": "another"],
            ]
            let made = try await trial.sandbox.caller().call(.post, "/be/v1/deployments", west)
            #expect(made.status == 200)
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            // Left out is left as it is.
            #expect(try await trial.organization()["deployments"]?["west"]?["originPrefix"] == "other")
        }
    }

    @Test func `renamed objects get their names on the target, and references follow`() async throws {
        let policy = """
            subscriptions: create
            rename: { deployment/west: west_quay, app/Tug: Tugboat, role/Testers: Trial crew }
            overlays: { app/Tug: { label: Renamed } }
            """
        try await withTrial(policy: policy) { trial in
            var trial = trial
            trial.settings.secrets = try SecretsFile(
                yaml: Fixture.secrets.replacing("deployment/west", with: "deployment/west_quay"),
                file: "secrets.yml")
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            let organization = try await trial.organization()
            #expect(organization["apps"]?.object?.keys == ["Tugboat", "Yawl"])
            #expect(organization["apps"]?["Tugboat"]?["deployments"] == ["east", "west_quay"])
            #expect(organization["apps"]?["Tugboat"]?["label"] == "Renamed")
            #expect(organization["users"]?["spare"]?["roles"] == ["Trial crew"])
            #expect(organization["builds"]?["Tugboat"]?.array?.count == 2)
            // The journal goes on under the new names.
            #expect(try await trial.plan().isEmpty)
        }
    }
}
