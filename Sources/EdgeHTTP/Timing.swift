package import Foundation

/// The clock, the sleep and the dice of a transport, so that tests need not wait.
package struct Timing: Sendable {
    /// Time since an arbitrary start; never goes back.
    package var now: @Sendable () -> Duration
    /// The time of day, which a `Retry-After` may name.
    package var date: @Sendable () -> Date
    /// Ends early with `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (Duration) async throws -> Void
    /// A number in `0..<1`.
    package var random: @Sendable () -> Double

    /// The machine's own.
    package init() {
        let start = ContinuousClock.now
        now = { ContinuousClock.now - start }
        date = { Date() }
        sleep = { try await Task.sleep(for: $0) }
        random = { Double.random(in: 0..<1) }
    }
}
