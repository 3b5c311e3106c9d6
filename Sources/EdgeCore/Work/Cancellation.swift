import Synchronization

/// A flag from a cancelled task to the thread that works for it.
package final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    package init() {}

    package var isCancelled: Bool { flag.load(ordering: .relaxed) }

    package func cancel() { flag.store(true, ordering: .relaxed) }

    /// - Throws: `CancellationError` once the task was cancelled.
    package func check() throws {
        if isCancelled { throw CancellationError() }
    }
}
