/// Runs a body beside a server: from the moment that the server says it is ready until the body ends.
///
/// - Parameter server: Serves until it is cancelled, and calls its argument once, when it answers.
/// - Throws: What the body throws, or why the server could not start or go on.
package func beside<Ready: Sendable, Result: Sendable>(
    _ server: @escaping @Sendable (_ onReady: @escaping @Sendable (Ready) -> Void) async throws -> Void,
    _ body: @escaping @Sendable (Ready) async throws -> Result
) async throws -> Result {
    let (ready, announce) = AsyncStream<Ready>.makeStream()
    return try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask {
            defer { announce.finish() }
            try await server { announce.yield($0) }
            return nil
        }
        group.addTask {
            var announcements = ready.makeAsyncIterator()
            // Without one the server has failed, and its own error is thrown by the group.
            guard let ready = await announcements.next() else { return nil }
            return try await body(ready)
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
