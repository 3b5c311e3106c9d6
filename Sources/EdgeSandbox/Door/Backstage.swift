/// Work that goes on although nobody waits for it any more.
final class Backstage: Sendable {
    private typealias Job = @Sendable () async -> Void

    private let jobs: AsyncStream<Job>
    private let add: AsyncStream<Job>.Continuation

    init() { (jobs, add) = AsyncStream.makeStream() }

    /// Works until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await job in jobs { group.addTask { await job() } }
            group.cancelAll()
        }
    }

    /// What the work gives; nil when the time is over first.
    func result<Value: Sendable>(
        within time: Duration, of work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        let (values, done) = AsyncThrowingStream<Value, any Error>.makeStream()
        add.yield {
            do {
                done.yield(try await work())
                done.finish()
            } catch {
                done.finish(throwing: error)
            }
        }
        return try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask {
                for try await value in values { return value }
                throw CancellationError()
            }
            group.addTask {
                try await Task.sleep(for: time)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
