import EdgeCore
import Foundation
import TestKit
import Testing

extension TortureTests {
    struct PullTortureTests {
        private static let moves = 4
        private static let killsOfOneMove = 10
        private static let options = [
            "--serve", "127.0.0.1:0", "--public-url", "http://127.0.0.1", "--max-requests-per-second", "2000",
        ]

        @Test func `a build of 4 GiB is fetched by the target, in the memory of a small one`() async throws {
            let pull = try await LargePull.measured(megabytes: 4096, stage: .seconds(30))
            print(pull)
            #expect(pull.peak < 150_000_000, "\(pull)")
            #expect(pull.ratio > 0.3, "\(pull)")
        }

        /// Each kill takes the server from a target that may be fetching.
        @Test func `a replay killed while it serves ends equal, with nothing made twice`() async throws {
            try await withTemporaryFolder { folder in
                let seed = try TortureSeed(in: folder)
                var (kills, hits) = (0, 0)
                for _ in 0..<Self.moves {
                    let found = try await killedMove(seed)
                    kills += found.kills
                    hits += found.hits
                }
                print("serve: \(kills) kills, \(hits) of them inside a pull")
                #expect(hits >= 10)
            }
        }

        private func killedMove(_ seed: TortureSeed) async throws -> (kills: Int, hits: Int) {
            try await withMove(
                seeding: seed.source, seedingTarget: seed.target, stageTime: .milliseconds(60)
            ) { move in
                var move = move
                move.policy = try move.write(TortureSeed.policy, to: "policy.yml")
                try await move.expectSnapshot()
                var (kills, hits) = (0, 0)
                for _ in 0..<Self.killsOfOneMove {
                    let start = Date()
                    let moment =
                        Bool.random()
                        ? KillMoment.inside("pull build", .milliseconds(Int.random(in: 0...200)))
                        : .after(.milliseconds(Int.random(in: 50...2000)))
                    let run = try await move.replay(Self.options) { ferry in
                        try await moment.kill(ferry, journal: move.journal, start: start)
                    }
                    guard run.status == -9 else { break }
                    kills += 1
                    let view = JournalView(move.journal)
                    if try view?.claims().contains(where: { $0.kind == "pull build" }) == true { hits += 1 }
                    try view?.close()
                }
                try await judge(move, seed)
                return (kills, hits)
            }
        }

        private func judge(_ move: Move, _ seed: TortureSeed) async throws {
            let last = try await move.replay(Self.options) { _ in }
            try #require(last.status == 0, "\(last.output)\(last.errors)")
            let compare = try await move.compare()
            #expect(compare.json?["equal"]?.bool == true, "\(compare.output)\(compare.errors)")
            #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == seed.builds)
            let judge = try await MoveJudge(move)
            judge.expectEachOnce()
            try await judge.expectKeys(move, attention: last.json?["attention"]?.strings ?? [])
            // A download whose server was killed has failed; nothing else may have.
            for task in judge.target["tasks"]?.array ?? [] where task["type"] != "dltar" {
                #expect(["done", "expired"].contains(task["state"]?.string), "\(task.canonical)")
            }
        }
    }
}
