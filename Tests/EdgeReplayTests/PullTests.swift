import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A target that fetches the builds by itself, out of the tar bucket of another sandbox.
struct PullTests {
    @Test func `builds are fetched by the target, once we have seen that their size is right`() async throws {
        try await withPull { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
            let calls = try await trial.sandbox.model()["calls"]?.array ?? []
            #expect(!calls.contains { $0["method"]?.string == "PUT" })
        }
    }

    @Test func `a lost answer to a pull imports nothing twice`() async throws {
        let faults = "faults: [{ route: POST /be/v1/builds, fault: loseReply, times: 2 }]"
        try await withPull(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a place with other bytes is not handed over`() async throws {
        try await withPull { trial in
            var trial = trial
            let path = trial.fixture.folder + "/longer.tar"
            try Data(count: 20_480).write(to: URL(fileURLWithPath: path))
            let old = trial.fixture.contents.builds[0]
            trial.fixture.contents.builds[0] = Contents.Build(
                app: old.app, number: old.number, label: old.label, size: 20_480, digest: old.digest,
                bytes: { try FileSlice(whole: path) })
            let report = try await trial.run()
            #expect(report.status == .partial)
            #expect(
                report.failures.map(\.object) == ["build/Tug/3", "build/Tug/3", "build/Tug/4", "build/Tug/4"])
            #expect(report.counts["build"]?.failed == 2)
            #expect(report.counts["build"]?.created == 1)
        }
    }

    @Test func `a place with other bytes of the same size is found when it is read to its end`() async throws
    {
        try await withPull(isVerified: true) { trial in
            var trial = trial
            let old = trial.fixture.contents.builds[2]
            let digest = Digest(of: Data("other".utf8))
            trial.fixture.contents.builds[2] = Contents.Build(
                app: old.app, number: old.number, label: old.label, size: old.size, digest: digest,
                bytes: old.bytes)
            let report = try await trial.run()
            #expect(report.status == .partial)
            let cause = report.failures.first { $0.object == "build/Yawl/1" }?.cause
            #expect(cause?.what == "the target was not asked to fetch build/Yawl/1")
            #expect(cause?.why?.contains("SHA-256 \(old.digest.hex), not \(digest.hex)") == true)
            #expect(report.counts["build"]?.created == 2)
        }
    }

    @Test func `builds of a renamed app are fetched from where the archive's app has them`() async throws {
        try await withPull(policy: "rename: {app/Tug: Tow}") { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(report.counts["build"]?.created == 3)
        }
    }

    @Test func `a download that breaks off is asked for anew`() async throws {
        let faults = "faults: [{ route: GET *, fault: giveUp, afterBytes: 100, times: 3 }]"
        try await withPull(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(report.attention.isEmpty)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a build whose download breaks off each time is uploaded`() async throws {
        let faults = "faults: [{ route: GET *, fault: giveUp, afterBytes: 100 }]"
        try await withPull(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(report.attention.count == 3)
            #expect(
                report.attention.first?.hasPrefix(
                    "pull build/Tug/3: it was uploaded, as the target did not fetch it: ") == true,
                "\(report.attention)")
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a build that the target does not fetch, and that is too large to be sent, is named`()
        async throws
    {
        let faults = "faults: [{ route: POST /be/v1/builds, fault: status, status: 422 }]"
        try await withPull(faults: faults) { trial in
            var dialect = Dialect()
            dialect.limits.largestPut = 100
            let report = try await Replay(
                trial.fixture.contents, onto: try trial.target(dialect), trial.settings,
                journal: try await trial.journal()
            ).run()
            #expect(report.status == .partial)
            let cause = report.failures.first?.cause
            #expect(cause?.what == "build/Tug/3 does not get to the target")
            #expect(cause?.why?.contains("422") == true)
            #expect(cause?.hint?.contains("--pull-from") == true)
        }
    }

    @Test func `a plan that lets the target fetch needs a place to fetch from`() async throws {
        try await withPull { trial in
            let plan = try await trial.plan()
            #expect(plan.isPulling)
            var lacking = trial
            lacking.settings.pull = nil
            let error = try await failure { [lacking] in try await lacking.run(plan) }
            #expect(error.what == "nothing serves the builds that the target is to fetch")
            #expect(error.status == .settings)
            #expect(try await trial.sandbox.model()["calls"] == [])
            let report = try await trial.run(plan)
            #expect(report.status == .done, "\(report.lines)")
        }
    }

    @Test(arguments: [JournalStep.Moment.before, .after])
    func `a process that ends inside an upload in place of a pull is followed by one that goes on with it`(
        _ moment: JournalStep.Moment
    ) async throws {
        struct Ended: Error {}
        let faults = "faults: [{ route: POST /be/v1/builds, fault: status, status: 422, times: 1 }]"
        try await withPull(faults: faults) { trial in
            // The first announcement that is noted is that of the upload: the pull was refused.
            await #expect(throws: Ended.self) {
                try await trial.run { step in
                    if step == JournalStep(name: "announce", moment: moment) { throw Ended() }
                }
            }
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(report.attention.count == 1, "\(report.attention)")
            #expect(try await trial.complaints() == [])
        }
    }

    /// The source sandbox holds the fixture's builds under the fixture's numbers.
    private func withPull(
        policy: String = "subscriptions: create", faults: String = "", isVerified: Bool = false,
        _ body: @escaping @Sendable (Trial) async throws -> Void
    ) async throws {
        try await withTrial(policy: policy, faults: faults) { trial in
            var builds: [String] = []
            for app in ["Tug", "Yawl"] {
                // The numbers of Tug begin with 3: two older builds are rotated out.
                let labels = app == "Tug" ? ["1.0", "2.0", "3.0", "4.0"] : ["1.0"]
                let files = labels.map { label -> String in
                    let number = trial.fixture.contents.builds.first {
                        $0.app.text == app && $0.label == label
                    }
                    let path = number.map { "\(trial.fixture.folder)/\(app)-\($0.number).tar" }
                    let from = path ?? "\(trial.fixture.folder)/Yawl-1.tar"
                    return "{ label: \"\(label)\", from: \"\(from)\" }"
                }
                let limit = app == "Tug" ? 2 : 5
                builds.append(
                    "{ name: \(app), label: x, maxBuilds: \(limit), deployments: [], builds: [\(files.joined(separator: ", "))] }"
                )
            }
            let seed = """
                organizations:
                  - name: Harbour
                    accounts: [{ username: ferry, roles: [Administrators] }]
                    apps: [\(builds.joined(separator: ", "))]
                """
            try await withSandbox(seed: seed) { source in
                var trial = trial
                var settings = TransportSettings()
                settings.requestsPerSecond = 1000
                trial.settings.pull = PulledBucket(
                    BuildPlace(BuildPattern(source.report.builds), over: Transport(settings)),
                    isVerified: isVerified)
                try await body(trial)
            }
        }
    }
}
