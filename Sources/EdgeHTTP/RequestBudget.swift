import Synchronization

/// How many requests a transport may still make; spent before each, so that none is in doubt when it ends.
final class RequestBudget: Sendable {
    private let limit: Int
    private let spent = Atomic<Int>(0)

    init(_ limit: Int) { self.limit = limit }

    /// - Throws: `HTTPError.budgetSpent` when the request would be one too many.
    func spend() throws(HTTPError) {
        guard spent.add(1, ordering: .relaxed).oldValue < limit else { throw .budgetSpent(limit: limit) }
    }
}
