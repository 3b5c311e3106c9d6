import EdgeCore
import EdgeJournal
import EdgeReplay
import Foundation
import Synchronization
import TestKit
import Testing

/// A process that ends at each durable step in turn, before it and after it, until a run needs no end.
struct CountDownTortureTests {
    /// `make torture` takes every moment, `make test` every seventh: coprime to the two moments of a step.
    private let stride = ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] == nil ? 7 : 1

    private struct Ended: Error {}

    /// Ends a process at its n-th moment; whatever the process still tries to write then does not happen.
    private final class Countdown: Sendable {
        private let left: Mutex<Int>

        init(_ moments: Int) { left = Mutex(moments) }

        var isOver: Bool { left.withLock { $0 <= 0 } }

        func tick() throws {
            try left.withLock { left in
                left -= 1
                if left <= 0 { throw Ended() }
            }
        }
    }

    @Test func `a replay that ends at any durable step continues to the same result`() async throws {
        var moments = 1
        while try await !isDone(endingAt: moments) { moments += stride }
        // Two moments for each of claim, complete, announce and key, for begin and for end.
        #expect(moments > 80)
    }

    @Test func `a replay that ends every few steps arrives all the same`() async throws {
        try await withTrial { trial in
            var processes = 0
            var ended = true
            while ended {
                processes += 1
                try #require(processes < 200)
                let countdown = Countdown(5)
                do {
                    try await trial.run { _ in try countdown.tick() }
                    ended = false
                } catch is Ended {} catch is CancellationError {}
            }
            #expect(processes > 10)
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }

    @Test(arguments: ["loseReply", "status, status: 503", "status, status: 429, retryAfter: 0"])
    func `the reply of any exchange may be lost, or be a refusal`(fault: String) async throws {
        var exchange = 0
        while try await wasHit(by: fault, at: exchange) { exchange += stride }
        #expect(exchange > 60)
    }

    /// True when the fault fell on that exchange; false when the replay has fewer.
    private func wasHit(by fault: String, at exchange: Int) async throws -> Bool {
        let faults = "faults: [{ route: \"* /*\", fault: \(fault), times: 1, after: \(exchange) }]"
        return try await withTrial(faults: faults) { trial in
            // A read that fails to the end stops the run, and the same command continues.
            do { try await trial.run() } catch let error as any Explained where error.status == .unavailable {
            }
            let fired = try await trial.sandbox.model()["faults"]?.array?.first?["fired"]?.int
            let report = try await trial.run()
            #expect(report.status == .done, "\(fault) at \(exchange): \(report.lines)")
            let complaints = try await trial.complaints() + trial.deadKeys()
            #expect(complaints == [], "\(fault) at \(exchange)")
            return fired == 1
        }
    }

    /// True when the run was over before the countdown was.
    private func isDone(endingAt moments: Int) async throws -> Bool {
        try await withTrial { trial in
            let countdown = Countdown(moments)
            do {
                try await trial.run { _ in try countdown.tick() }
            } catch is Ended {} catch is CancellationError {}
            let wasEnded = countdown.isOver
            let report = try await trial.run()
            #expect(report.status == .done, "ended at \(moments): \(report.lines)")
            let complaints = try await trial.complaints()
            #expect(complaints == [], "ended at \(moments)")
            let dead = try await trial.deadKeys()
            #expect(dead == [], "ended at \(moments)")
            return !wasEnded
        }
    }
}
