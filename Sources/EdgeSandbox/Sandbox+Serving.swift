import EdgeCore

extension Sandbox {
    /// Serves as long as the body runs.
    /// - Throws: what the body throws, or why the sandbox could not start.
    package func serving<Result: Sendable>(
        _ body: @escaping @Sendable (SandboxReport) async throws -> Result
    ) async throws -> Result {
        try await beside({ onReady in try await run { onReady($0) } }, body)
    }
}
