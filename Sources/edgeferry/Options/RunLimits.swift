import ArgumentParser
import EdgeCore

/// When a run is to stop although there is more to do; the same command continues it.
struct RunLimits: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Stop cleanly after this time: 90s, 45m, 2h.", valueName: "time"))
    var maxDuration: RunTime?

    @Option(help: ArgumentHelp("Stop cleanly after this many requests to the Edge.", valueName: "n"))
    var maxRequests: Int?

    func validate() throws {
        if let maxRequests, maxRequests < 1 { throw ValidationError("--max-requests must be 1 or more.") }
    }

    /// Runs the body; when its time is over it is cancelled, and has saved what it did.
    /// - Throws: What the body throws, or `TimeIsOver`.
    func within<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws
        -> Result
    {
        guard let maxDuration else { return try await body() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: maxDuration.duration)
                return nil
            }
            if let result = try await group.next() ?? nil {
                group.cancelAll()
                return result
            }
            group.cancelAll()
            do {
                // It may have ended in this very moment.
                if let result = try await group.next() ?? nil { return result }
            } catch is CancellationError {}
            throw TimeIsOver(time: maxDuration)
        }
    }
}

/// A run stopped because the time that it was given is over.
struct TimeIsOver: Explained {
    let time: RunTime

    var what: String { "stopped after \(time)" }
    var why: String? { "--max-duration is over; everything done so far is saved" }
    var hint: String? { "Run the same command again; it continues." }
    var status: ExitStatus { .tryAgain }
}
