import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// One of the moves of the long proof.
@Suite struct KilledReplayTests {
    @Test func `a replay out of a sealed file that is killed again and again ends equal`() async throws {
        try await withTemporaryFolder { folder in
            let seed = try TortureSeed(in: folder, unit: 16 << 10)
            let histogram = try await TortureTests.ReplayTortureTests().killedMove(
                seed, Histogram(), run: 1, kills: 4)
            #expect(histogram.kills > 0)
        }
    }
}

extension TortureTests {
    /// A replay is killed again and again, and always ends as if nothing had been.
    struct ReplayTortureTests {
        private static let kills = 100
        /// The issue asks for two; a few more reach more of the places inside an action.
        private static let hits = 3
        private static let killsOfOneRun = 10
        private static let mostRuns = 60
        /// In the order of the phases of a plan.
        private static let kinds = [
            "create role", "update role", "create deployment", "create user", "create app", "update app",
            "register app", "upload build", "pull build", "wait build", "create subscription",
        ]
        /// Slow runs stand in the queue for a paced Edge when they are killed, fast ones in the call itself.
        private static let rates = [2000, 300, 40]

        @Test func `a replay killed in every kind of action ends equal, with nothing made twice`()
            async throws
        {
            try await withTemporaryFolder { folder in
                let seed = try TortureSeed(in: folder)
                var histogram = Histogram()
                var runs = 0
                while histogram.kills < Self.kills || !histogram.has(Self.hits, each: Self.kinds) {
                    try #require(runs < Self.mostRuns, "\(histogram.table)")
                    histogram = try await killedMove(seed, histogram, run: runs)
                    runs += 1
                    print("replay: run \(runs), \(histogram.kills) kills, \(histogram.hits)")
                }
                print("replay: \(runs) runs\n\(histogram.table)")
            }
        }

        /// One move from an empty target to an equal one, every other one out of a sealed file.
        fileprivate func killedMove(
            _ seed: TortureSeed, _ before: Histogram, run: Int, kills: Int = killsOfOneRun
        ) async throws -> Histogram {
            try await withMove(
                seeding: seed.source, seedingTarget: seed.target, stageTime: .milliseconds(60)
            ) { move in
                var move = move
                move.policy = move.folder + "/policy.yml"
                try TortureSeed.policy.write(toFile: move.policy, atomically: true, encoding: .utf8)
                let snapshot = try await move.snapshot()
                try #require(snapshot.status == 0, "\(snapshot.errors)")
                // Chunked, as by default.
                #expect(try !move.packs().isEmpty)
                // Of the runs that pull, every fourth one, these are half too.
                if (run + run / 4) % 2 == 1 { move = try await move.sealed() }

                var options = ["--max-requests-per-second", "\(Self.rates[run % Self.rates.count])"]
                let isPull = run % 4 == 3
                if isPull { options += ["--pull-from", move.source.report.builds] }
                var histogram = before
                var ended: FerryRun?
                var reached = 0
                for _ in 0..<kills where ended == nil {
                    let moment = moment(histogram, Self.kinds[reached...], isPull: isPull)
                    let killed = try await killed(move, options, moment)
                    ended = killed.ended
                    guard ended == nil else { break }
                    histogram.count(killed.inFlight, doubts: killed.doubts)
                    reached = killed.inFlight.compactMap { Self.kinds.firstIndex(of: $0.claim.kind) }
                        .reduce(reached, max)
                }
                let last: FerryRun
                if let ended { last = ended } else { last = try await finished(move, options) }
                try await judge(move, last, seed)
                return histogram
            }
        }

        /// A random moment, or one inside an action of a kind that was hit least and can still come.
        private func moment(_ histogram: Histogram, _ kinds: ArraySlice<String>, isPull: Bool) -> KillMoment {
            let kinds = kinds.filter { $0 != (isPull ? "upload build" : "pull build") }
            guard Int.random(in: 0..<3) > 0, let kind = histogram.rarest(of: kinds).randomElement() else {
                return .after(.milliseconds(Int.random(in: 20...1500)))
            }
            let isLong = kind.hasSuffix(" build")
            return .inside(kind, .microseconds(Int.random(in: 0...(isLong ? 150_000 : 5_000))))
        }

        private struct Killed {
            /// The run, when it ended before it was killed.
            var ended: FerryRun?
            var inFlight: [(claim: JournalView.Claim, isDone: Bool)] = []
            var doubts: [JournalView.Claim] = []
        }

        private func killed(_ move: Move, _ options: [String], _ moment: KillMoment) async throws -> Killed {
            let start = Date()
            let run = try await move.replay(options) { ferry in
                try await moment.kill(ferry, journal: move.journal, start: start)
            }
            guard run.status == -9 else { return Killed(ended: run) }
            let view = JournalView(move.journal)
            let claims = try view?.claims() ?? []
            try view?.close()
            let judge = try await MoveJudge(move)
            return Killed(
                inFlight: claims.filter { $0.time >= start }.map { ($0, judge.isDone($0.action)) },
                doubts: claims.filter { $0.time < start })
        }

        /// The run that nobody kills, unless it hangs.
        private func finished(_ move: Move, _ options: [String]) async throws -> FerryRun {
            try await move.replay(options) { ferry in
                for _ in 0..<1200 where !ferry.isOver { try await Task.sleep(for: .milliseconds(100)) }
                if !ferry.isOver { ferry.kill() }
            }
        }

        private func judge(_ move: Move, _ last: FerryRun, _ seed: TortureSeed) async throws {
            try #require(last.status == 0, "\(last.output)\(last.errors)")
            let compare = try await move.compare()
            #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
            #expect(compare.json?["equal"]?.bool == true)
            #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == seed.builds)
            let judge = try await MoveJudge(move)
            judge.expectEachOnce()
            judge.expectNoLeftovers()
            try await judge.expectKeys(move, attention: last.json?["attention"]?.strings ?? [])
        }
    }
}
