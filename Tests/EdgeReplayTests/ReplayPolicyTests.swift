import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import Foundation
import TestKit
import Testing

/// What stops a replay before its first write, and what the policy lets it do.
struct ReplayPolicyTests {
    @Test func `an open run of another snapshot is finished first`() async throws {
        let faults = "faults: [{ route: POST /be/v1/apps, fault: status, status: 403, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            _ = try await failure { try await trial.run() }
            var other = trial
            other.fixture.contents.snapshot = "ffffffffffff"
            let error = try await failure { [other] in try await other.run() }
            #expect(error.what == "a replay of snapshot 0123456789ab is not finished")
            #expect(error.status == .settings)
            #expect(try await trial.run().status == .done)
        }
    }

    @Test func `a plan for a target that has moved names the objects`() async throws {
        try await withTrial { trial in
            let plan = try Plan(try JSON(reading: try await trial.plan().json.canonical))
            _ = try await trial.sandbox.caller().call(
                .post, "/be/v1/roles", ["name": "Testers", "label": "other", "permissions": [:]])
            let error = try await failure { try await trial.run(plan) }
            #expect(error.what == "the target is not what the plan was made for: role/Testers")
            #expect(error.status == .cannotCreate)
        }
    }

    @Test func `a plan file is carried out by the same command, however often it is stopped`() async throws {
        let faults = """
            faults:
              - { route: POST /be/v1/apps, fault: status, status: 403, times: 1 }
              - { route: POST /be/v1/users, fault: status, status: 400, times: 3 }
            """
        try await withTrial(faults: faults) { trial in
            var plan = try await trial.plan()
            // What an unrelated object is on the target does not matter to the plan.
            plan.target.fingerprint = Digest(of: Array("another".utf8))
            let file = try Plan(JSON(reading: plan.json.readable))
            #expect(try await failure { try await trial.run(file) }.status == .notAllowed)
            #expect(try await trial.run(file).status == .partial)
            #expect(try await trial.run(file).status == .done)
            #expect(try await trial.run(file).counts["build"]?.equal == 3)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `an app that publishes everywhere needs exactly the planned deployments`() async throws {
        let faults = "faults: [{ route: POST /be/v1/apps, fault: status, status: 403, times: 1 }]"
        try await withTrial(policy: "appsWithoutDeployments: all", faults: faults) { trial in
            var trial = trial
            trial.fixture.contents.documents[.app]?[1].fields["deployments"] = []
            let (yawl, caller) = (trial, try trial.sandbox.caller())
            _ = try await failure { try await yawl.run() }
            let extra: JSON = ["name": "extra", "originPrefix": "x", "origin": ["kind": "s3"]]
            _ = try await caller.call(.post, "/be/v1/deployments", extra)
            let error = try await failure { try await yawl.run() }
            #expect(error.status == .outsideContract)
            #expect(
                error.why
                    == "it publishes to all deployments: planned are east, west, the target holds east, extra, west"
            )
            _ = try await caller.call(.delete, "/be/v1/deployments/extra")
            #expect(try await yawl.run().status == .done)
        }
    }

    @Test func `people are invited when the operator says so`() async throws {
        try await withTrial(policy: "users: invite") { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.organization()["outbox"]?.array?.count == 1)
            #expect(report.counts["user"]?.created == 3)
        }
    }

    @Test func `all missing secrets are named before the first write`() async throws {
        try await withTrial { trial in
            var trial = trial
            trial.settings.environment = [:]
            let error = try await failure { [trial] in try await trial.run() }
            #expect(error.status == .settings)
            #expect(
                error.why == """
                    deployment/east#/origin/secretAccessKey: the environment has no "EAST"; \
                    deployment/west#/origin/secretAccessKey: the environment has no "WEST"
                    """)
            #expect(try await trial.sandbox.model()["calls"]?.array?.isEmpty == true)
        }
    }

    @Test func `conflicts are named before the first write`() async throws {
        try await withTrial { trial in
            _ = try await trial.sandbox.caller().call(
                .post, "/be/v1/roles", ["name": "Testers", "label": "other", "permissions": ["apps": 2]])
            let error = try await failure { try await trial.run() }
            #expect(error.status == .cannotCreate)
            #expect(error.why == "role/Testers differs in label")
            #expect(try await trial.sandbox.model()["calls"]?.array?.count == 1)
        }
    }

    @Test func `conflicts are skipped or updated as the policy says`() async throws {
        for (word, status, label) in [("skip", ExitStatus.findings, "other"), ("update", .done, "QA")] {
            try await withTrial(policy: "onConflict: \(word)") { trial in
                _ = try await trial.sandbox.caller().call(
                    .post, "/be/v1/roles", ["name": "Testers", "label": "other", "permissions": ["apps": 2]])
                let report = try await trial.run()
                #expect(report.status == status, "\(report.lines)")
                let role = try await trial.organization()["roles"]?["Testers"]
                #expect(role?["label"]?.string == label)
                #expect(report.counts["subscription"]?.leftByRule == 1)
            }
        }
    }

    @Test func `one replay at a time writes to a target organization`() async throws {
        try await withTrial { trial in
            let address = try trial.target().address
            let lock = try FileLock.target(
                host: address.authority, organization: address.organization, in: trial.settings.stateFolder)
            let error = try await failure { try await trial.run() }
            #expect(error.status == .tryAgain)
            withExtendedLifetime(lock) {}
        }
    }
}
