extension Sandbox {
    /// Serves as long as the body runs.
    /// - Throws: what the body throws, or why the sandbox could not start.
    package func serving<Result: Sendable>(
        _ body: @escaping @Sendable (SandboxReport) async throws -> Result
    ) async throws -> Result {
        let (ready, announce) = AsyncStream<SandboxReport>.makeStream()
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await run { report in announce.yield(report) }
                return nil
            }
            group.addTask {
                var reports = ready.makeAsyncIterator()
                // Without a report the server has failed, and its own error is thrown by the group.
                guard let report = await reports.next() else { return nil }
                return try await body(report)
            }
            while let outcome = try await group.next() {
                guard let result = outcome else { continue }
                group.cancelAll()
                // The server ends by cancellation, which is how it is done.
                while let ending = await group.nextResult() {
                    if case .failure(let error) = ending, !(error is CancellationError) { throw error }
                }
                return result
            }
            throw CancellationError()
        }
    }
}
