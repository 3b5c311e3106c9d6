import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The main job while faults fall on it: every run ends equal, or stops as documented and goes on when they are gone.
struct FaultedMove: Sendable {
    let cases: [FaultCase]

    /// Statuses of the snapshot's and the replay's runs, in order: the last one is 0.
    struct Endings: Sendable, CustomStringConvertible {
        var snapshot: [Int32] = []
        var replay: [Int32] = []

        var description: String {
            let texts = [snapshot, replay].map { $0.map(String.init).joined(separator: ", then ") }
            return "snapshot \(texts[0]); replay \(texts[1])"
        }
    }

    private var what: String { cases.map(\.description).joined(separator: " + ") }

    func run() async throws -> Endings {
        var gateway = GatewaySettings()
        // An answer that is later than this is one that the gateway has cut.
        gateway.cut = .milliseconds(1500)
        return try await withMove(gateway: gateway) { move in
            try await move.source.plan(faults: FaultCase.plan(cases, of: .source))
            try await move.target.plan(faults: FaultCase.plan(cases, of: .target))
            var move = move
            move.policy = try move.write(TortureSeed.policy, to: "policy.yml")
            // Pages of three, so that there are pages to go wrong.
            let dialect = try move.write("limits: {pageSize: 3}", to: "dialect.yml")
            var endings = Endings()
            var attention: [String] = []
            endings.snapshot = try await ended(move.source, .source) { [move] in
                try await move.snapshot("--source-dialect", dialect, killedAfter: Self.patience)
            }
            endings.replay = try await ended(move.target, .target) { [move] in
                let run = try await move.replay("--target-dialect", dialect, killedAfter: Self.patience)
                attention += run.json?["attention"]?.strings ?? []
                return run
            }
            try await judge(move, attention)
            return endings
        }
    }

    /// Nothing hangs longer than this.
    private static let patience = Duration.seconds(280)
    private static let mostRuns = 6

    /// Runs a command until it ends well; faults that have all fallen are taken away after a run that they stopped.
    private func ended(
        _ sandbox: RunningSandbox, _ side: Side, _ command: () async throws -> FerryRun
    ) async throws -> [Int32] {
        let stops = cases.filter { $0.side == side }.reduce(into: Set<Int32>()) { $0.formUnion($1.stops) }
        var statuses: [Int32] = []
        while statuses.last != 0 {
            try #require(statuses.count < Self.mostRuns, "\(what): \(statuses)")
            let run = try await command()
            statuses.append(run.status)
            let report = try await sandbox.control(.get, "faults")["faults"]?.array ?? []
            let haveFallen = report.allSatisfy { $0["fired"]?.int != 0 }
            guard run.status != 0 else {
                #expect(haveFallen, "\(what) did not fall: \(JSON.array(report).canonical)")
                break
            }
            try #require(
                stops.contains(run.status),
                "\(what): \(run.status)\n\(run.output.suffix(2000))\n\(run.errors)")
            if haveFallen { try await sandbox.control(.delete, "faults") }
        }
        if cases.count == 1 {
            #expect(statuses.count == 1 || !stops.isEmpty, "\(what): \(statuses)")
            if !stops.isEmpty { #expect(statuses.count == 2, "\(what) was to stop the run") }
        }
        return statuses
    }

    /// The models of both sandboxes judge, and every comparison that the tool can make.
    private func judge(_ move: Move, _ attention: [String]) async throws {
        for sandbox in [move.source, move.target] { try await sandbox.control(.delete, "faults") }
        for compare in [try await move.compare(), try await move.compareSource()] {
            #expect(compare.status == 0, "\(what): \(compare.output)\(compare.errors)")
            #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == 9, "\(what)")
        }
        let judge = try await MoveJudge(move)
        judge.expectEachOnce()
        judge.expectNoLeftovers()
        judge.expectSameValues()
        try await judge.expectKeys(move, attention: attention)
    }
}
