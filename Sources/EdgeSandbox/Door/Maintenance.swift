import EdgeCore
import Synchronization

/// The switch for maintenance, and how many calls were turned away since it was moved.
final class Maintenance: Sendable {
    /// Seconds that a real Edge asks for (edge-api 1.5).
    static let usual = 900

    private let state = Mutex((retryAfter: Int?.none, refused: 0))

    /// - Parameter retryAfter: In seconds; nil ends it.
    func set(retryAfter: Int?) { state.withLock { $0 = (retryAfter, 0) } }

    /// Turns a call away: after how many seconds it may come again; nil when there is no maintenance.
    func refuse() -> Int? {
        state.withLock { state in
            if state.retryAfter != nil { state.refused += 1 }
            return state.retryAfter
        }
    }

    var report: JSON {
        let (retryAfter, refused) = state.withLock { $0 }
        return [
            "maintenance": .bool(retryAfter != nil), "retryAfter": retryAfter.map { .int($0) } ?? .null,
            "refused": .int(refused),
        ]
    }
}
