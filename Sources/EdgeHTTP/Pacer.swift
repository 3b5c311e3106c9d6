import Synchronization

/// Gives every request its moment, evenly spaced, to all tasks that share a transport.
///
/// Whoever counts the requests at the other end finds no second with more than were allowed: one is made only when
/// the one that is a second before it has been answered for a second.
final class Pacer: Sendable {
    /// A part of the rate stays free for the way to the other end, so that requests seldom wait for an answer.
    static let margin = 1.03
    /// A request that is not answered by then has been counted all the same: a transfer can take hours.
    static let longestWay = Duration.milliseconds(250)

    private struct State {
        /// The first moment that is free.
        var next: Duration?
        /// Requests so far.
        var count = 0
        /// When each of the last ones was counted at the latest; the place of a request is its number modulo `burst`.
        var counted: [Duration] = []
    }

    private let interval: Duration
    /// Requests of one second, one at least.
    private let burst: Int
    /// The time of so many requests at the full rate.
    private let window: Duration
    private let state = Mutex(State())

    /// Infinite or not positive means no pacing.
    init(requestsPerSecond rate: Double) {
        let isPaced = rate.isFinite && rate > 0
        burst = isPaced ? max(1, Int(rate)) : 1
        interval = isPaced ? .seconds(Self.margin / rate) : .zero
        window = isPaced ? .seconds(Double(burst) / rate) : .zero
    }

    /// Makes a request in its turn; a moment that a cancelled task does not use stays empty.
    func paced<Result>(_ timing: Timing, _ request: () async throws -> Result) async throws -> Result {
        try Task.checkCancellation()
        guard interval > .zero else { return try await request() }
        let wait = reserve(timing.now())
        if wait > .zero { try await timing.sleep(wait) }
        let (number, more) = admit(timing.now())
        if more > .zero {
            try await timing.sleep(more)
            note(number) { _ in timing.now() + Self.longestWay }
        }
        defer { note(number) { min($0, timing.now()) } }
        return try await request()
    }

    private func reserve(_ now: Duration) -> Duration {
        state.withLock { state in
            let moment = max(now, state.next ?? now)
            state.next = moment + interval
            return moment - now
        }
    }

    /// The number of a request, and how long it has to wait still for the one that is a second before it.
    private func admit(_ now: Duration) -> (number: Int, wait: Duration) {
        state.withLock { state in
            let (number, place) = (state.count, state.count % burst)
            state.count += 1
            guard state.counted.count == burst else {
                state.counted.append(now + Self.longestWay)
                return (number, .zero)
            }
            let moment = max(now, state.counted[place] + window)
            state.counted[place] = moment + Self.longestWay
            return (number, moment - now)
        }
    }

    /// Corrects when a request was counted at the latest, unless its place has been given away already.
    private func note(_ number: Int, _ change: (Duration) -> Duration) {
        state.withLock { state in
            guard state.count - number <= burst else { return }
            state.counted[number % burst] = change(state.counted[number % burst])
        }
    }
}
