import EdgeArchive
import EdgeCore
import EdgeSandbox
import Foundation
import TestKit

/// A source and a target sandbox, a store and a journal between them, and the commands of a move.
struct Move: Sendable {
    let source: RunningSandbox
    let target: RunningSandbox
    let folder: String
    var policy = template("policy.yml")
    var secrets: String? = template("secrets.yml")
    var storeName = "store"
    /// Where builds come from; nil is the bucket of the source.
    var builds: String?
    /// Set on top of both accounts; an empty value counts as none.
    var environment: [String: String] = [:]

    var store: String { folder + "/" + storeName }
    var journal: String { folder + "/move.journal" }

    /// Runs the built tool with both accounts in its environment.
    func ferry(_ arguments: String..., killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await run(arguments, killedAfter: time)
    }

    func ferry(_ arguments: [String]) async throws -> FerryRun { try await run(arguments) }

    // An option that is given again replaces the one before it.

    func snapshot(_ more: String..., killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await run(snapshotArguments + more, killedAfter: time)
    }

    func plan(_ more: String...) async throws -> FerryRun { try await plan(more) }

    func plan(_ more: [String]) async throws -> FerryRun {
        try await run(["plan", store] + replayOptions + Self.fast + more)
    }

    func replay(_ more: String..., killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await run(["replay", store] + replayOptions + Self.fast + more, killedAfter: time)
    }

    /// Runs a snapshot beside a closure that may watch it and end it.
    func snapshot(_ more: [String] = [], beside watch: (FerryProcess) async throws -> Void) async throws
        -> FerryRun
    {
        try await FerryRun.of(snapshotArguments + more, environment: allEnvironment, beside: watch)
    }

    /// Runs a replay beside a closure that may watch it and end it.
    func replay(_ more: [String], beside watch: (FerryProcess) async throws -> Void) async throws -> FerryRun
    {
        try await FerryRun.of(
            ["replay", store] + replayOptions + ["--format", "json"] + more, environment: allEnvironment,
            beside: watch)
    }

    func compare(_ more: String...) async throws -> FerryRun {
        try await run(
            ["compare", store, "target", "--target-builds", target.report.builds] + targetOptions
                + ["--journal", journal] + Self.fast + more)
    }

    /// Compares the archive with the Edge that it was made of.
    func compareSource() async throws -> FerryRun {
        try await run(
            [
                "compare", store, "source", "--source", source.url, "--source-org", source.organization.name,
                "--target-builds", source.report.builds,
            ] + Self.fast)
    }

    private var snapshotArguments: [String] {
        get throws {
            ["snapshot", "--source", source.url, "--source-org", try source.organization.name]
                + ["--store", store, "--builds", builds ?? source.report.builds] + Self.fast
        }
    }

    private var targetOptions: [String] {
        get throws { ["--target", target.url, "--target-org", try target.organization.name] }
    }

    private var replayOptions: [String] {
        get throws {
            try targetOptions + ["--journal", journal, "--policy", policy]
                + (secrets.map { ["--secrets", $0] } ?? [])
        }
    }

    private func run(_ arguments: [String], killedAfter time: Duration? = nil) async throws -> FerryRun {
        try await FerryRun.of(arguments, environment: allEnvironment, killedAfter: time)
    }

    /// The same move out of a sealed file of the newest snapshot.
    func sealed() async throws -> Move {
        var move = self
        move.storeName = "sealed.tar"
        let seal = try await ferry("seal", store, "--output", move.store)
        guard seal.status == 0 else { throw MissingValue(what: "a sealed file: \(seal.errors)") }
        return move
    }

    /// The packs of the newest snapshot, build by build.
    func packs() throws -> [String] {
        let archive = try ArchiveAddress(parsing: store).open()
        return try archive.builds.flatMap { try archive.recipe(of: $0).blobs.dropFirst() }
            .map(archive.store.layout.blob)
    }

    private var allEnvironment: [String: String] {
        get throws {
            try source.asSource.merging(target.asTarget) { first, _ in first }
                .merging(["XDG_STATE_HOME": folder + "/state"]) { first, _ in first }
                .merging(environment) { _, last in last }
        }
    }

    private static let fast = ["--max-requests-per-second", "2000", "--format", "json"]
}

/// Runs both sandboxes for the body, seeded by the templates.
func withMove<Result: Sendable>(
    seeding: @escaping @Sendable (inout Seed) -> Void = { _ in },
    seedingTarget: @escaping @Sendable (inout Seed) -> Void = { _ in }, sourceFaults: String = "",
    targetFaults: String = "",
    stageTime: Duration = .zero, gateway: GatewaySettings = GatewaySettings(), tls: TLSFiles? = nil,
    _ body: @escaping @Sendable (Move) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        try await withSandbox(
            faults: sourceFaults, tls: tls,
            configure: {
                seeding(&$0.seed)
                $0.stageTime = stageTime
                $0.gateway = gateway
            }
        ) { source in
            let empty = try String(contentsOfFile: template("sandbox-empty.yml"), encoding: .utf8)
            return try await withSandbox(
                seed: empty, faults: targetFaults, tls: tls,
                configure: {
                    seedingTarget(&$0.seed)
                    $0.stageTime = stageTime
                    $0.gateway = gateway
                }
            ) { target in
                try await body(Move(source: source, target: target, folder: folder))
            }
        }
    }
}
