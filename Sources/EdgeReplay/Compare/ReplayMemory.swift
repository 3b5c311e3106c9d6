package import EdgeCore
package import EdgeJournal

/// What a journal knows of earlier replays that a comparison needs.
package struct ReplayMemory: Sendable {
    /// Which builds of the two sides belong together.
    package var bindings: [Binding] = []
    /// What the newest run of a snapshot left out by rule, and why.
    package var leftOut: [ObjectID: String] = [:]

    package init() {}

    /// Reads the bindings of all runs, and what the newest run of one snapshot left out.
    package init(_ journal: Journal, snapshot: String) async throws {
        bindings = try await journal.bindings()
        guard let run = try await journal.runs().last(where: { $0.snapshot == snapshot }) else { return }
        for action in try Plan(try await journal.plan(of: run)).actions where action.verdict == .rule {
            if case .document(let id) = action.object { leftOut[id] = action.reason ?? "left out by rule" }
        }
    }
}
