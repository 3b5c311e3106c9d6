import Synchronization

/// So many requests in any second, of all callers together.
final class RateLimit: Sendable {
    private let limit: Int
    private let recent = Mutex<[ContinuousClock.Instant]>([])

    init(_ limit: Int) { self.limit = limit }

    func admits() -> Bool {
        recent.withLock { recent in
            let now = ContinuousClock.now
            recent.removeAll { now - $0 >= .seconds(1) }
            guard recent.count < limit else { return false }
            recent.append(now)
            return true
        }
    }
}
