import EdgeCore
import Synchronization

/// So many requests in any second, of all callers together; and how many came.
final class RateLimit: Sendable {
    private struct State {
        var recent: [ContinuousClock.Instant] = []
        var admitted = 0
        var refused = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(_ limit: Int) { self.limit = limit }

    func admits() -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            state.recent.removeAll { now - $0 >= .seconds(1) }
            guard state.recent.count < limit else {
                state.refused += 1
                return false
            }
            state.recent.append(now)
            state.admitted += 1
            return true
        }
    }

    var report: JSON {
        let state = state.withLock { $0 }
        return ["limit": .int(limit), "admitted": .int(state.admitted), "refused": .int(state.refused)]
    }
}
