import EdgeCore
import EdgeSandbox
import Foundation
import TestKit

/// A source and a target sandbox, a store and a journal between them, and the commands of a move.
struct Move: Sendable {
    let source: RunningSandbox
    let target: RunningSandbox
    let folder: String

    var store: String { folder + "/store" }
    var journal: String { folder + "/move.journal" }

    /// Runs the built tool with both accounts in its environment.
    func ferry(_ arguments: String..., killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await run(arguments, killedAfter: time)
    }

    func snapshot(_ more: String..., killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await run(
            ["snapshot", "--source", source.url, "--source-org", source.organization.name, "--store", store]
                + ["--builds", source.report.builds] + Self.fast + more, killedAfter: time)
    }

    func plan(_ more: String...) async throws -> FerryRun {
        try await run(["plan", store] + targetOptions + policyAndJournal + secrets + Self.fast + more)
    }

    func replay(_ more: String..., killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await run(
            ["replay", store] + targetOptions + policyAndJournal + secrets + Self.fast + more,
            killedAfter: time)
    }

    func compare(_ more: String...) async throws -> FerryRun {
        try await run(
            ["compare", store, "target", "--target-builds", target.report.builds] + targetOptions
                + ["--journal", journal] + Self.fast + more)
    }

    private var targetOptions: [String] {
        get throws { ["--target", target.url, "--target-org", try target.organization.name] }
    }

    private var policyAndJournal: [String] { ["--journal", journal, "--policy", template("policy.yml")] }

    private var secrets: [String] { ["--secrets", template("secrets.yml")] }

    private func run(_ arguments: [String], killedAfter time: Duration? = nil) async throws -> FerryRun {
        let environment = try source.asSource.merging(target.asTarget) { first, _ in first }
            .merging(["XDG_STATE_HOME": folder + "/state"]) { first, _ in first }
        return try await FerryRun.of(arguments, environment: environment, killedAfter: time)
    }

    private static let fast = ["--max-requests-per-second", "2000", "--format", "json"]
}

/// Runs both sandboxes for the body, seeded by the templates.
func withMove(
    seeding: @escaping @Sendable (inout Seed) -> Void = { _ in }, sourceFaults: String = "",
    targetFaults: String = "",
    stageTime: Duration = .zero, _ body: @escaping @Sendable (Move) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        try await withSandbox(
            faults: sourceFaults,
            configure: {
                seeding(&$0.seed)
                $0.stageTime = stageTime
            }
        ) { source in
            let empty = try String(contentsOfFile: template("sandbox-empty.yml"), encoding: .utf8)
            try await withSandbox(seed: empty, faults: targetFaults, configure: { $0.stageTime = stageTime })
            { target in
                try await body(Move(source: source, target: target, folder: folder))
            }
        }
    }
}
