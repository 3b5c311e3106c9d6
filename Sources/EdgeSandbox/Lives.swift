import EdgeCore
import Synchronization

/// One life of a sandbox after the other: a reset ends one and begins the next.
final class Lives: Sendable {
    private typealias Reset = AsyncThrowingStream<SandboxReport, any Error>.Continuation

    private let settings: SandboxSettings
    private let faults: FaultBook
    private let living = Mutex<Life?>(nil)
    private let resets: AsyncStream<Reset>
    private let askReset: AsyncStream<Reset>.Continuation

    init(_ settings: SandboxSettings, _ faults: FaultBook) {
        self.settings = settings
        self.faults = faults
        (resets, askReset) = AsyncStream.makeStream()
    }

    /// Nil before the first one and between two of them.
    var current: Life? { living.withLock { $0 } }

    /// Lives until it is cancelled, or until a database fails.
    func run(_ addresses: Addresses, onReady: @Sendable (SandboxReport) async -> Void) async throws {
        var waiting: Reset?
        while true {
            let life: Life
            do {
                life = try await Life(settings, addresses, faults)
            } catch {
                waiting?.finish(throwing: error)
                throw error
            }
            living.withLock { $0 = life }
            if let waiting {
                waiting.yield(life.report)
                waiting.finish()
            } else {
                await onReady(life.report)
            }
            defer {
                living.withLock { $0 = nil }
                // Now, and not when the last reference goes: the next one on this folder may begin at once. What
                // cannot be closed is in order all the same, as after a kill.
                try? life.shelf.close()
            }
            waiting = try await untilReset(life)
            guard waiting != nil else { return }
            try await life.shelf.write { try $0.forget(Seeding.mark) }
        }
    }

    /// Empties the sandbox and sows its seed again.
    /// - Returns: The ready report of the new life, whose keys and addresses are others.
    func reset() async throws -> SandboxReport {
        let (answer, done) = AsyncThrowingStream<SandboxReport, any Error>.makeStream()
        askReset.yield(done)
        for try await report in answer { return report }
        throw CancellationError()
    }

    /// Works until somebody asks for a reset; nil when it ends without.
    private func untilReset(_ life: Life) async throws -> Reset? {
        try await withThrowingTaskGroup(of: Reset?.self) { group in
            group.addTask {
                try await life.work()
                return nil
            }
            group.addTask { [resets] in
                for await reset in resets { return reset }
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
