import EdgeCore
import EdgeHTTP
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

    /// The source sandbox holds the fixture's builds under the fixture's numbers.
    private func withPull(
        faults: String = "", _ body: @escaping @Sendable (Trial) async throws -> Void
    ) async throws {
        try await withTrial(faults: faults) { trial in
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
                trial.settings.pull = PullSource(
                    pattern: BuildPattern(source.report.builds), transport: Transport(settings))
                try await body(trial)
            }
        }
    }
}
