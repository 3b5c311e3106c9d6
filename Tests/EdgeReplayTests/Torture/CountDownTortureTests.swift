import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import Foundation
import Synchronization
import TestKit
import Testing

/// Twelve objects are replayed, and one thing fails: each in turn, and each in every way, until a replay needs no
/// failure. The same command then ends as if nothing had been.
struct CountDownTortureTests {
    /// `make torture` takes every exchange and every step of the disk, `make test` some of them for each way to fail.
    private let isLong = ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] != nil

    @Test func `whichever exchange fails, the same command ends as if nothing had been`() async throws {
        // Without repetition, each failure is the replay's own to settle; these replay a
        // store, the others a sealed file.
        let failures = ExchangeFailure.allCases.flatMap { failure in
            [1, 5].map { (failure: failure, attempts: $0) }
        }
        let cases = try await countDown(failures, stride: isLong ? 1 : 31) {
            kind, exchange, archive, expected in
            try await withOccupiedTrial(of: kind.attempts == 1 ? archive.stored : archive.sealed) { trial in
                var trial = trial
                trial.attempts = kind.attempts
                try await trial.sandbox.plan(
                    faults:
                        "faults: [{route: '* /*', fault: \(kind.failure.rawValue), times: 1, after: \(exchange - 1)}]"
                )
                do { try await trial.run() } catch let error as any Explained {
                    #expect(error.status != .defect, "\(kind) at \(exchange): \(error)")
                }
                let fired = try await trial.sandbox.model()["faults"]?.array?.first?["fired"]
                try await trial.sandbox.control(.delete, "faults")
                let report = try await trial.run()
                #expect(report.status == .done, "\(kind) at \(exchange): \(report.lines)")
                let complaints = try await Aftermath(of: trial, report).complaints(against: expected)
                #expect(complaints == [], "\(kind) at \(exchange)")
                return fired == 1
            }
        }
        #expect(cases.last > 70)
        print("count-down: \(cases.count) failures of \(failures.count) kinds in \(cases.last) exchanges")
    }

    @Test
    func `whichever step on the disk fails or is the last, the same command ends as if nothing had been`()
        async throws
    {
        let kinds = FaultyDisk.Kind.allCases
        let cases = try await countDown(kinds, stride: isLong ? 1 : 61) { kind, step, archive, expected in
            let isSealed = [.noSpace, .endAfter, .powerCutAfter].contains(kind)
            return try await withOccupiedTrial(of: isSealed ? archive.sealed : archive.stored) { trial in
                let disk = try FaultyDisk(under: trial.journalPath, kind, at: step)
                do {
                    try await trial.run { try disk.watch($0) }
                } catch let error as any Explained {
                    #expect(error.status == .io, "\(kind) at \(step): \(error)")
                } catch is FaultyDisk.Ended {}
                try await disk.settle()
                let report = try await trial.run()
                #expect(report.status == .done, "\(kind) at \(step): \(report.lines)")
                let complaints = try await Aftermath(of: trial, report).complaints(against: expected)
                #expect(complaints == [], "\(kind) at \(step)")
                return disk.wasHit
            }
        }
        #expect(cases.last > 200)
        print(
            "count-down: \(cases.count) failures of \(kinds.count) kinds in \(cases.last) steps of the disk")
    }

    /// Lanes side by side here: what the others do when one ends is not always the same.
    @Test func `a machine that stops again and again, each time a little later, arrives all the same`()
        async throws
    {
        try await withTrial { trial in
            var machines = 0
            var isOver = false
            while !isOver {
                machines += 1
                try #require(machines < 200)
                let disk = try FaultyDisk(under: trial.journalPath, .powerCutAfter, at: machines)
                do {
                    try await trial.run { try disk.watch($0) }
                    isOver = true
                } catch is any Explained {} catch is FaultyDisk.Ended {} catch is CancellationError {}
                try await disk.settle()
            }
            #expect(machines > 10)
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }

    // MARK: - The loop

    /// Lets each kind fail at 1, 1 + stride and so on, as long as the body says that there was something to fail.
    /// - Parameter body: Gets what to replay, and what a replay leaves that nothing disturbs.
    private func countDown<Kind: Sendable>(
        _ kinds: [Kind], stride: Int,
        _ body: @escaping @Sendable (Kind, Int, FixtureArchive, Aftermath) async throws -> Bool
    ) async throws -> (count: Int, last: Int) {
        try await withTemporaryFolder { folder in
            let archive = try await FixtureArchive(in: folder)
            let expected = try await undisturbed(archive)
            let ends = try await mapBounded(kinds.enumerated(), limit: 3) { index, kind in
                var (count, last) = (0, 0)
                // Each kind begins elsewhere, so that few of them are many places.
                var next = 1 + (index * 7) % stride
                while try await body(kind, next, archive, expected) {
                    (count, last) = (count + 1, next)
                    next += stride
                }
                return (count: count, last: last)
            }
            return (ends.map(\.count).reduce(0, +), ends.map(\.last).max() ?? 0)
        }
    }

    private func undisturbed(_ archive: FixtureArchive) async throws -> Aftermath {
        try await withOccupiedTrial(of: archive.stored) { trial in
            let report = try await trial.run()
            let aftermath = try await Aftermath(of: trial, report)
            #expect(aftermath.lost == [])
            return aftermath
        }
    }

    /// A trial whose target holds a role and an app that have to be changed, on a clock that is fast, one call at a
    /// time: so the n-th is always the same.
    private func withOccupiedTrial<Result: Sendable>(
        of contents: Contents, _ body: @escaping @Sendable (Trial) async throws -> Result
    ) async throws -> Result {
        try await withTrial(policy: "{subscriptions: create, onConflict: update}") { trial in
            let caller = try trial.sandbox.caller()
            _ = try await caller.call(.post, "/be/v1/roles", ["name": "Testers", "permissions": ["apps": 1]])
            _ = try await caller.call(
                .post, "/be/v1/apps", ["name": "Yawl", "label": "?", "deployments": []])
            var trial = trial
            trial.fixture.contents = contents
            let clock = FastClock()
            trial.timing = clock.timing
            trial.date = { clock.date }
            trial.settings.clock = clock
            trial.settings.patience = Patience()
            trial.settings.lanes = 1
            trial.settings.buildLanes = 1
            return try await body(trial)
        }
    }
}
