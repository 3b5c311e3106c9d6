import EdgeCore
import EdgeHTTP
import TestKit
import Testing

@testable import EdgeReplay

/// A secret that the operator does without, by name: its object and what depends on it are left out, nothing else.
struct WaivedSecretTests {
    private static let east = "deployment/east#/origin/secretAccessKey"

    private func waiving(_ place: String = east) throws -> SecretsFile {
        try SecretsFile(yaml: Fixture.secrets + "\nwaive: [\"\(place)\"]", file: "secrets.yml")
    }

    /// What the proof finds not equal, and why.
    private func against(_ report: ReplayReport) -> [String] {
        report.proof.against.map { "\($0.object): \($0.detail)" }.sorted(by: precedes)
    }

    @Test func `a waived secret leaves out its object and its dependants, which the report names`()
        async throws
    {
        try await withTrial { trial in
            var waiving = trial
            waiving.settings.secrets = try self.waiving()
            // Nobody looks for a secret that is waived.
            waiving.settings.environment["EAST"] = nil
            let report = try await { [waiving] in try await waiving.run() }()
            #expect(report.status == .findings, "\(report.lines)")
            let waived = try #require(report.proof.waived.first)
            #expect(waived.place == Self.east && waived.object == "deployment/east")
            #expect(waived.dependants == ["app/Tug", "build/Tug/3", "build/Tug/4"])
            #expect(Waived(waived.json) == waived)
            #expect(
                report.lines.contains(
                    "waived secret: \(Self.east); left out with it: deployment/east, app/Tug, build/Tug/3, build/Tug/4"
                ))
            #expect(
                against(report) == [
                    "app/Tug: it needs deployment/east, which is left out",
                    "build/Tug/3: it needs app/Tug, which is left out",
                    "build/Tug/4: it needs app/Tug, which is left out",
                    "deployment/east: its secret at /origin/secretAccessKey is waived",
                ])
            let organization = try await trial.organization()
            #expect(organization["apps"]?.object?.keys.sorted() == ["Yawl"])
            #expect(organization["deployments"]?.object?.keys.sorted() == ["west"])
            #expect(organization["builds"]?["Yawl"]?.array?.count == 1)
            // With the secret, the next run brings what was left out.
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a deployment that must change and cannot keeps builds from its apps`() async throws {
        try await withTrial(policy: "onConflict: update") { trial in
            var trial = trial
            let builds = trial.fixture.contents.builds
            trial.fixture.contents.builds = []
            try await { [trial] in _ = try await trial.run() }()
            let change: JSON = [
                "name": "east", "origin": ["kind": "s3", "endpoint": "s3.example", "bucket": "other"],
            ]
            let caller = try trial.sandbox.caller()
            #expect(try await caller.call(.patch, "/be/v1/deployments", change).status == 200)
            trial.fixture.contents.builds = builds
            trial.fixture.contents.snapshot = "123456789abc"
            trial.settings.secrets = try waiving()
            let report = try await { [trial] in try await trial.run() }()
            #expect(
                against(report) == [
                    "build/Tug/3: it needs deployment/east, which is left out",
                    "build/Tug/4: it needs deployment/east, which is left out",
                    "deployment/east: its secret at /origin/secretAccessKey is waived",
                ])
            #expect(try await trial.organization()["deployments"]?["east"]?["origin"]?["bucket"] == "other")
            #expect(report.counts["build"] == ReplayReport.Counts(created: 1, different: 2))
        }
    }

    @Test func `a secret that is waived in the middle of a run stops its object, and not the others`()
        async throws
    {
        let faults = "faults: [{ route: POST /be/v1/deployments, fault: status, status: 403, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            #expect(try await failure { try await trial.run() }.status == .notAllowed)
            var waiving = trial
            waiving.settings.secrets = try self.waiving()
            let report = try await { [waiving] in try await waiving.run() }()
            #expect(report.status == .partial)
            let first = try #require(report.failures.first { $0.object == "deployment/east" })
            #expect(
                first.cause.oneLine
                    == "deployment/east was not sent: its secret is waived: /origin/secretAccessKey")
            #expect(report.counts["deployment"] == ReplayReport.Counts(created: 1, failed: 1))
            #expect(report.counts["build"] == ReplayReport.Counts(created: 1, failed: 2))
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a plan lists every secret that the source does not give back`() async throws {
        try await withTrial { trial in
            var trial = trial
            trial.settings.secrets = try waiving()
            trial.settings.environment = [:]
            let replay = Replay(
                trial.fixture.contents, onto: try trial.target(), trial.settings,
                journal: try await trial.journal())
            let plan = try await replay.plan()
            let manifest = try await replay.secrets(of: plan)
            #expect(
                manifest.lines == [
                    "secrets that the source does not give back:",
                    "  waived \(Self.east): without it not made: app/Tug, build/Tug/3, build/Tug/4",
                    "  missing deployment/west#/origin/secretAccessKey: the environment has no \"WEST\"; "
                        + "without it not made: app/Tug, app/Yawl, build/Tug/3, build/Tug/4, build/Yawl/1",
                    "  made user/robot#/apiKey", "  made user/spare#/apiKey",
                    "  made subscription/events#/secret",
                    "say in the file of --secrets where each missing one is to be found, or do without it under waive; "
                        + "--secrets-template FILE writes that file",
                ])
            let json = manifest.json.array ?? []
            #expect(json.map { $0["state"] } == ["waived", "missing", "made", "made", "made"])
            #expect(json.last?["call"] == "POST /be/v1/subscriptions")
            #expect(json.last?["supply"]?.string?.hasPrefix("nothing to do") == true)
            #expect(json.first?["why"] == "an Edge gives no secret back, so the archive does not hold it")
            let template = try SecretsFile(yaml: SecretsTemplate(plan, manifest).text, file: "template.yml")
            #expect(template.sources.count == 2 && template.waived.isEmpty)
        }
    }
}
