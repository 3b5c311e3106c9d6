import EdgeArchive
import EdgeCore
import EdgeHTTP
import Foundation
import TestKit
import Testing

extension TortureTests {
    /// A snapshot is killed again and again; the store never shows a half one, and keeps what it has.
    struct SnapshotTortureTests {
        private static let kills = 15
        private static let killsOfOneStore = 5
        private static let mostStores = 30

        @Test func `a killed snapshot leaves no half one, and the next reads no finished build again`()
            async throws
        {
            try await withTemporaryFolder { folder in
                let seed = try TortureSeed(in: folder)
                try await withMove(seeding: seed.source) { move in
                    let time = try await usualTime(move)
                    var tally = Tally()
                    var stores = 0
                    while tally.firstSnapshot < Self.kills || tally.amongBuilds < Self.kills / 3 {
                        try #require(stores < Self.mostStores, "\(tally)")
                        var move = move
                        move.storeName = "store-\(stores)"
                        stores += 1
                        // One more object each time: the second snapshot of a store differs from the first.
                        try await fill(move, seed, within: time, &tally)
                        try await addRole("Crew\(stores)", to: move)
                        try await fill(move, seed, within: time / 4, &tally)
                    }
                    print("snapshot: \(stores) stores, \(tally)")
                }
            }
        }

        private struct Tally: CustomStringConvertible {
            /// Kills of the first snapshot of a store.
            var firstSnapshot = 0
            /// Kills of a snapshot beside an older one, whose builds it has already.
            var besideOlder = 0
            /// Kills before there was a store.
            var beforeStore = 0
            /// Kills with some builds finished, and others not.
            var amongBuilds = 0

            var description: String {
                "\(firstSnapshot) kills of a first snapshot (\(beforeStore) before there was a store, "
                    + "\(amongBuilds) with some builds finished), \(besideOlder) beside an older snapshot"
            }
        }

        private func usualTime(_ move: Move) async throws -> Duration {
            var move = move
            move.storeName = "measured"
            let clock = ContinuousClock()
            let start = clock.now
            try #require(try await move.snapshot().status == 0)
            return clock.now - start
        }

        private func addRole(_ name: String, to move: Move) async throws {
            let answer = try await move.source.caller().call(
                .post, "/be/v1/roles",
                ["name": .string(name), "label": "Another", "permissions": ["bundles": 2]])
            try #require(answer.status == 200, "\(answer.text)")
        }

        /// Kills the snapshot at random moments, and then lets it end.
        private func fill(_ move: Move, _ seed: TortureSeed, within time: Duration, _ tally: inout Tally)
            async throws
        {
            let whole = try await listed(move)
            for _ in 0..<Self.killsOfOneStore {
                let finished = try await finishedBuilds(move)
                let before = try await reads(move)
                let moment = time * Double.random(in: 0...1.1)
                let run = try await move.snapshot { ferry in
                    try await Task.sleep(for: moment)
                    ferry.kill()
                }
                try await expectNoReads(move, of: finished, since: before)
                let now = try await listed(move)
                if run.status != -9 {
                    #expect(run.status == 0, "\(run.errors)")
                    try await expectWhole(move, seed, atLeast: (whole ?? []).count + 1)
                    return
                }
                if (whole ?? []).isEmpty { tally.firstSnapshot += 1 } else { tally.besideOlder += 1 }
                if now == nil { tally.beforeStore += 1 }
                if (1..<seed.builds).contains(try await finishedBuilds(move).count) { tally.amongBuilds += 1 }
                try await expectNoHalf(move, seed, before: whole ?? [], now: now)
            }
            let finished = try await finishedBuilds(move)
            let before = try await reads(move)
            let run = try await move.snapshot()
            #expect(run.status == 0, "\(run.errors)")
            try await expectNoReads(move, of: finished, since: before)
            try await expectWhole(move, seed, atLeast: (whole ?? []).count + 1)
        }

        /// What `list` shows; nil while there is no store yet.
        private func listed(_ move: Move) async throws -> [JSON]? {
            let list = try await move.ferry("list", move.store, "--format", "json")
            guard list.status == 0 else {
                let isStore = FileManager.default.fileExists(atPath: move.store + "/" + Layout.ferry)
                #expect(!isStore && [65, 66].contains(list.status), "\(list.status) \(list.errors)")
                return nil
            }
            return list.json?["snapshots"]?.array?.map { snapshot in
                // What validations noted in between.
                var snapshot = snapshot.object ?? [:]
                snapshot["validated"] = nil
                return .object(snapshot)
            }
        }

        /// After a kill: the snapshots from before are all there, a new one only when it is whole.
        private func expectNoHalf(_ move: Move, _ seed: TortureSeed, before: [JSON], now: [JSON]?)
            async throws
        {
            guard let now else { return #expect(before.isEmpty) }
            #expect(Array(now.prefix(before.count)) == before)
            for snapshot in now {
                #expect(snapshot["builds"]?.int == seed.builds, "\(snapshot.canonical)")
                #expect(snapshot["missingBuilds"]?.int == 0 && snapshot["unread"]?.array == [])
            }
            let validate = try await move.ferry("validate", move.store, "--format", "json")
            #expect(validate.status == 0, "\(validate.output)\(validate.errors)")
            #expect(validate.json?["verdict"]?.string == "intact")
            #expect(validate.json?["snapshots"]?.array?.count == now.count)
        }

        /// - Parameter snapshots: A kill after the commit leaves a whole snapshot behind, and the next run makes one more.
        private func expectWhole(_ move: Move, _ seed: TortureSeed, atLeast snapshots: Int) async throws {
            let validate = try await move.ferry(
                "validate", move.store, "--level", "content", "--format", "json")
            #expect(validate.status == 0, "\(validate.output)\(validate.errors)")
            #expect(validate.json?["findings"]?.array == [], "\(validate.output)")
            #expect(validate.json?["snapshots"]?.array?.count ?? 0 >= snapshots)
            let compare = try await move.compareSource()
            #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
            #expect(compare.json?["equal"]?.bool == true)
            #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == seed.builds)
        }

        // MARK: - The source's bucket as the judge

        /// The builds of the source that the store holds and has a note of.
        private func finishedBuilds(_ move: Move) async throws -> [String] {
            let apps = try await move.source.model()["organizations"]?["Harbour"]?["builds"]?.object?.members
            return (apps ?? []).flatMap { app, builds in
                (builds.array ?? []).compactMap { build -> String? in
                    guard let number = build["id"]?.int else { return nil }
                    let note = "\(move.store)/\(Layout.provenance)/Harbour/\(app)-\(number).json"
                    guard FileManager.default.fileExists(atPath: note) else { return nil }
                    return "Harbour/\(app)/\(number)"
                }
            }
        }

        private func reads(_ move: Move) async throws -> [String: Int] {
            let reads = try await move.source.model()["bucketReads"]?.object?.members ?? []
            return Dictionary(uniqueKeysWithValues: reads.map { ($0.key, $0.value.int ?? 0) })
        }

        private func expectNoReads(_ move: Move, of finished: [String], since before: [String: Int])
            async throws
        {
            let now = try await reads(move)
            for build in finished { #expect(now[build] == before[build], "\(build) was read again") }
        }
    }
}
