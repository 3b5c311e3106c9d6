import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeSandbox
import Foundation
import Synchronization
import TestKit
import Testing

@testable import EdgeReplay

/// What takes long: uploads, the target's own work, maintenance, tokens that end meanwhile.
struct ReplayPatienceTests {
    @Test(arguments: [403, 404, 410])
    func `an upload address that is refused is asked for again`(status: Int) async throws {
        let faults =
            "faults: [{ route: PUT /upload/*, fault: status, status: \(status), times: 1, after: 1 }]"
        try await withTrial(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
            let tasks = try await trial.organization()["tasks"]?.array ?? []
            let uploads = tasks.filter { $0["type"] == "upload" }.map { $0["state"]?.string }
            #expect(uploads.count == 4 && uploads.count { $0 == "expired" } == 1, "\(uploads)")
        }
    }

    @Test
    func `a token that ends in the middle of an upload, and again and again between calls, stops nothing`()
        async throws
    {
        let seed = """
            organizations:
              - name: Quay
                accounts: [{username: ferry, roles: [Administrators]}]
                users:
                  - {username: grace, email: g@q.example, firstname: Grace, surname: H, roles: [Administrators], password: sesame}
            """
        let time = LeapingTime()
        try await withTemporaryFolder { folder in
            let fixture = try await Fixture(folder)
            try await withSandbox(
                seed: seed,
                configure: {
                    $0.now = { time.now }
                }
            ) { sandbox in
                var trial = try Trial(sandbox, fixture)
                trial.fixture.contents.builds = fixture.contents.builds.map { build in
                    Contents.Build(
                        app: build.app, number: build.number, label: build.label, size: build.size,
                        digest: build.digest, bytes: { LeapingBytes(base: try build.bytes(), time: time) })
                }
                var settings = TransportSettings()
                settings.requestsPerSecond = 100_000
                let edge = TargetEdge(
                    try EdgeAddress(url: sandbox.url, organization: OrganizationName("Quay"), side: .target),
                    .login(username: "grace", password: Secret("sesame")), dialect: Dialect(),
                    over: Transport(settings))
                let report = try await Replay(
                    trial.fixture.contents, onto: edge, trial.settings, journal: trial.journal()
                ).run()
                #expect(report.status == .done, "\(report.lines)")
                // Each upload, and the looks between them.
                let calls = try await sandbox.model()["calls"]?.array ?? []
                let renewals = calls.count { $0["path"] == "/be/v1/refresh" }
                #expect(renewals > 6, "\(renewals) renewals")
                #expect(try await trial.complaints() == ["user/grace was not asked for"])
            }
        }
    }

    @Test func `waiting for an hour costs few calls, with growing pauses`() async throws {
        try await withTrial(stage: .seconds(3600)) { trial in
            let waited = Mutex<[Duration]>([])
            let meter = Meter()
            let atFirst = Mutex<Int64?>(nil)
            var settings = trial.settings
            settings.patience = Patience()
            settings.buildLanes = 1
            settings.clock = HurriedClock { pause in
                atFirst.withLock { $0 = $0 ?? meter.reading.requests }
                let sum = waited.withLock { all in
                    all.append(pause)
                    return all.reduce(.zero, +)
                }
                if sum >= .seconds(3600) { throw CancellationError() }
            }
            let edge = try trial.target(meter: meter)
            let replay = Replay(
                trial.fixture.contents, onto: edge, settings, journal: try await trial.journal())
            await #expect(throws: CancellationError.self) { _ = try await replay.run() }
            let pauses = waited.withLock { $0 }
            #expect(pauses == pauses.sorted() && pauses.first == .milliseconds(100))
            let calls = meter.reading.requests - (atFirst.withLock { $0 } ?? 0)
            #expect(pauses.count == 366 && calls <= 3 * 366, "\(pauses.count) looks, \(calls) calls")
        }
    }

    @Test func `a maintenance is waited for as long as the target says, and told with its end`() async throws
    {
        let faults = """
            faults:
              - { route: POST /be/v1/users, fault: status, status: 503, retryAfter: 900, times: 1 }
              - { route: GET /be/v1/users/*, fault: status, status: 503, retryAfter: 900, times: 2, after: 1 }
            """
        try await withTrial(faults: faults) { trial in
            let told = Mutex<[String]>([])
            let slept = Mutex<[Duration]>([])
            var timing = Timing()
            timing.date = { Date(timeIntervalSince1970: 1_790_000_000) }
            timing.sleep = { pause in slept.withLock { $0.append(pause) } }
            var patient = trial
            patient.attempts = 5
            patient.timing = timing
            let edge = try patient.target { wait in
                told.withLock { $0.append(wait.description) }
            }
            let report = try await Replay(
                trial.fixture.contents, onto: edge, trial.settings, journal: trial.journal()
            ).run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
            #expect(slept.withLock { $0.filter { $0 > .seconds(1) } } == [.seconds(900), .seconds(900)])
            let words = told.withLock { $0.filter { $0.contains("maintenance") } }
            #expect(words.count == 2)
            #expect(
                words.allSatisfy { $0.hasPrefix("waits 900 s, until 2026-09-21T14:28:20Z: http://") },
                "\(words)")
        }
    }
}

/// A clock that says what it was asked to wait for, and does not wait.
private struct HurriedClock: Clock {
    struct Instant: InstantProtocol {
        var time: Duration
        func advanced(by duration: Duration) -> Instant { Instant(time: time + duration) }
        func duration(to other: Instant) -> Duration { other.time - time }
        static func < (left: Instant, right: Instant) -> Bool { left.time < right.time }
    }

    let waits: @Sendable (Duration) throws -> Void

    var now: Instant { Instant(time: .zero) }
    var minimumResolution: Duration { .zero }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try waits(deadline.time)
        // The target's own work needs a little time.
        try await Task.sleep(for: .milliseconds(1))
    }
}

/// The sandbox's time: it goes on by twenty seconds whenever somebody looks, and leaps over the life of an access token.
private final class LeapingTime: Sendable {
    private let seconds = Mutex(1_790_000_000.0)

    var now: Date { Date(timeIntervalSince1970: passed(20)) }

    func leap() { _ = passed(16 * 60) }

    private func passed(_ more: Double) -> Double {
        seconds.withLock { seconds in
            seconds += more
            return seconds
        }
    }
}

/// Bytes during whose sending the time leaps.
private struct LeapingBytes: ByteSource {
    let base: any ByteSource
    let time: LeapingTime

    var size: Int64 { base.size }

    func reader(at offset: Int64) throws -> any ByteReader {
        time.leap()
        return try base.reader(at: offset)
    }
}
