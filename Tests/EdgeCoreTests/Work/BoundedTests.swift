import EdgeCore
import Synchronization
import Testing

@Suite struct BoundedTests {
    private struct Stop: Error {}

    private final class Gauge: Sendable {
        private let counts = Mutex((running: 0, most: 0, total: 0))
        var most: Int { counts.withLock { $0.most } }
        var total: Int { counts.withLock { $0.total } }

        func enter() {
            counts.withLock {
                $0.running += 1
                $0.total += 1
                $0.most = max($0.most, $0.running)
            }
        }

        func leave() { counts.withLock { $0.running -= 1 } }
    }

    @Test func `never more than the limit run at once, and all run`() async throws {
        let gauge = Gauge()
        try await forEachBounded(0..<50, limit: 4) { _ in
            gauge.enter()
            await Task.yield()
            gauge.leave()
        }
        #expect(gauge.total == 50)
        #expect((1...4).contains(gauge.most))
    }

    @Test func `results come in the order of the items`() async throws {
        let results = try await mapBounded(0..<40, limit: 7) { item in
            for _ in 0..<(40 - item) { await Task.yield() }
            return item * item
        }
        #expect(results == (0..<40).map { $0 * $0 })
    }

    @Test func `the first error is thrown`() async throws {
        let body: @Sendable (Int) async throws -> Void = { if $0 == 3 { throw Stop() } }
        await #expect(throws: Stop.self) { try await forEachBounded(0..<10, limit: 2, body) }
    }

    @Test func `a cancelled task raises the flag of its blocking call`() async throws {
        let isWaiting = Cancellation()
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await blocking("test") { cancellation in
                        isWaiting.cancel()
                        while true { try cancellation.check() }
                    }
                }
                while !isWaiting.isCancelled { await Task.yield() }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
    }
}
