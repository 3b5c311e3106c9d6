package import EdgeHTTP
package import Foundation

/// A clock on which time passes a hundred times as fast: whoever waits by it waits, and not for long.
package struct FastClock: Clock {
    package typealias Instant = ContinuousClock.Instant

    private static let speed = 100
    private let start = ContinuousClock.now
    private let startDate = Date()

    package init() {}

    package var minimumResolution: Duration { ContinuousClock().minimumResolution }

    package var now: Instant { start + (ContinuousClock.now - start) * Self.speed }

    package var date: Date { startDate + (now - start) / .seconds(1) }

    package func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await Task.sleep(for: (deadline - now) / Self.speed)
    }

    /// Where a transport takes its time from.
    package var timing: Timing {
        var timing = Timing()
        timing.now = { now - start }
        timing.date = { date }
        timing.sleep = { try await sleep(until: now + $0, tolerance: nil) }
        return timing
    }
}
