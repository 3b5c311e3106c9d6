import Synchronization

/// Gives every request its moment, evenly spaced, to all tasks that share a transport.
final class Pacer: Sendable {
    private let interval: Duration
    private let next = Mutex<Duration?>(nil)

    /// Infinite or not positive means no pacing.
    init(requestsPerSecond: Double) {
        interval =
            requestsPerSecond.isFinite && requestsPerSecond > 0 ? .seconds(1 / requestsPerSecond) : .zero
    }

    /// Waits for the next free moment; one that a cancelled task does not use stays empty.
    func pass(_ timing: Timing) async throws {
        try Task.checkCancellation()
        guard interval > .zero else { return }
        let now = timing.now()
        let moment = next.withLock { next in
            let moment = max(now, next ?? now)
            next = moment + interval
            return moment
        }
        if moment > now { try await timing.sleep(moment - now) }
    }
}
