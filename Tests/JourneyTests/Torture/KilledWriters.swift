import EdgeCore
import EdgeHTTP
import Foundation
import TestKit
import Testing

/// A store that grows under kills, and the commands that carry it elsewhere.
struct KilledWriters {
    private let move: Move
    private let builds: ChangingBuilds
    /// Of each command.
    private let kills: Int
    private var random: SeededGenerator
    private var tally = KillTally()
    private var day = 0

    private static let killsOfOneRun = 5
    private static let mostRuns = 200

    /// - Parameters:
    ///   - kills: So many of each command.
    ///   - member: Bytes of one of ten members of each build.
    static func check(kills: Int, member: Int) async throws {
        let seed = ProcessInfo.processInfo.environment["EDGEFERRY_SEED"].flatMap(UInt64.init) ?? 6
        try await withTemporaryFolder { folder in
            let builds = try ChangingBuilds(in: folder, member: member)
            try await withMove(seeding: builds.seed) { move in
                var move = move
                move.builds = builds.pattern
                var writers = KilledWriters(
                    move: move, builds: builds, kills: kills, random: SeededGenerator(seed: seed))
                try await writers.snapshots()
                try await writers.copies()
                try await writers.seals()
                try await writers.unseals()
                try await writers.prunes()
                print("seed \(seed)\n\(writers.tally.table)")
            }
        }
    }

    private init(move: Move, builds: ChangingBuilds, kills: Int, random: SeededGenerator) {
        self.move = move
        self.builds = builds
        self.kills = kills
        self.random = random
    }

    // MARK: - The commands

    /// A day of changes between one snapshot and the next; a copy of the store shows what comes of it undisturbed.
    private mutating func snapshots() async throws {
        var reference = move
        reference.storeName = "reference"
        while tally.kills(of: "snapshot") < kills {
            day += 1
            try builds.write(day: day)
            try await addRole("Crew\(day)")
            try await Tool.shell(
                "rm -rf reference; if [ -d store ]; then cp -a store reference; fi", in: move.folder)
            let time = try await usualTime { [reference] in try await reference.snapshot() }
            let move = move
            try await killed("snapshot", move.store, within: time) { try await move.snapshot(beside: $0) }
            try await expectIntact(move.store, "--whole")
            let compare = try await move.ferry("compare", move.store, reference.store, "--format", "json")
            #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
        }
    }

    /// Of the whole store, into one that has the first snapshot.
    private mutating func copies() async throws {
        let (store, copy) = (move.store, move.folder + "/copy")
        let ids = try await listed(store)
        // Killed snapshots left blobs that no snapshot names: a copy does not carry them, so they go.
        let spare = try await move.ferry("prune", store, "--keep-last", "1000", "--grace", "1s")
        #expect(spare.status == 0, "\(spare.errors)")
        #expect(try await listed(store) == ids)
        func begin() async throws {
            try await Tool.shell("rm -rf copy", in: move.folder)
            #expect(try await move.ferry("copy", store, copy, "--snapshot", ids[0]).status == 0)
        }
        try await begin()
        let time = try await usualTime { [move] in try await move.ferry("copy", store, copy) }
        while tally.kills(of: "copy") < kills {
            try await begin()
            try await killed("copy", copy, within: time) {
                try await FerryRun.of(["copy", store, copy], beside: $0)
            }
            #expect(try await listed(copy) == ids)
            for part in ["snapshots", "blobs", "index.json"] {
                try await Tool.shell("diff -r store/\(part) copy/\(part)", in: move.folder)
            }
        }
    }

    private mutating func seals() async throws {
        let (store, sealed) = (move.store, move.folder + "/sealed.tar")
        let time = try await usualTime { [move] in
            try await move.ferry("seal", store, "-o", move.folder + "/undisturbed.tar")
        }
        while tally.kills(of: "seal") < kills {
            try await Tool.shell("rm -f sealed.tar", in: move.folder)
            try await killed("seal", sealed, within: time) {
                try await FerryRun.of(["seal", store, "-o", sealed], beside: $0)
            }
            try await Tool.shell("cmp undisturbed.tar sealed.tar", in: move.folder)
            #expect(!FileManager.default.fileExists(atPath: sealed + ".partial"))
        }
        try await expectIntact(store)
    }

    private mutating func unseals() async throws {
        let (sealed, store) = (move.folder + "/undisturbed.tar", move.folder + "/unsealed")
        let ids = try await listed(sealed)
        let time = try await usualTime { [move] in
            try await move.ferry("unseal", sealed, "--store", store)
        }
        while tally.kills(of: "unseal") < kills {
            try await Tool.shell("rm -rf unsealed", in: move.folder)
            try await killed("unseal", store, within: time) {
                try await FerryRun.of(["unseal", sealed, "--store", store], beside: $0)
            }
            #expect(try await listed(store) == ids)
        }
    }

    /// Of a chain of snapshots that share most of their bytes; two stay.
    private mutating func prunes() async throws {
        while try await listed(move.store).count < 4 {
            day += 1
            try builds.write(day: day)
            try await move.expectSnapshot()
        }
        let (pruned, undisturbed) = (move.folder + "/pruned", move.folder + "/undisturbed")
        let stays = try await listed(move.store).suffix(2)
        func prune(_ store: String) -> [String] { ["prune", store, "--keep-last", "2", "--format", "json"] }
        try await Tool.shell("cp -a store undisturbed", in: move.folder)
        let time = try await usualTime { [move] in try await move.ferry(prune(undisturbed)) }
        #expect(try await listed(undisturbed) == Array(stays))
        while tally.kills(of: "prune") < kills {
            try await Tool.shell("rm -rf pruned; cp -a store pruned", in: move.folder)
            try await killed("prune", pruned, within: time, keeping: Array(stays)) {
                try await FerryRun.of(prune(pruned), beside: $0)
            }
            for part in ["snapshots", "blobs", "index.json", "SHA256SUMS"] {
                try await Tool.shell("diff -r undisturbed/\(part) pruned/\(part)", in: move.folder)
            }
        }
    }

    // MARK: - The kills

    /// Kills a command at random moments of its time, looks at what it writes after each kill, and lets it end.
    /// - Parameter stays: Snapshots that nothing may take away; nil for all that are there.
    private mutating func killed(
        _ word: String, _ output: String, within time: Duration, keeping stays: [String]? = nil,
        _ command: ((FerryProcess) async throws -> Void) async throws -> FerryRun
    ) async throws {
        for _ in 0..<Self.killsOfOneRun where tally.kills(of: word) < kills {
            let (before, ids) = (Footprint(of: output), try await listed(output))
            let moment = time * Double.random(in: 0...1, using: &random)
            let isWriting = tally.kills(of: word) % 3 == 2
            let run = try await command { ferry in
                try await blocking("kill") { _ in
                    // A process spends much of its time before it writes: every third kill counts from there.
                    while isWriting, !ferry.isOver, !Footprint(of: output).hasChanged(since: before) {
                        Thread.sleep(forTimeInterval: 0.0003)
                    }
                    Thread.sleep(forTimeInterval: (isWriting ? moment / 8 : moment) / .seconds(1))
                    ferry.kill()
                }
            }
            guard run.status == -9 else {
                #expect(run.status == 0, "\(run.errors)")
                return try await expectIntact(output)
            }
            tally.count(word, Footprint(of: output).left(since: before))
            let now = try await listed(output)
            #expect(
                Set(now).isSuperset(of: stays ?? ids), "\(word): \(now), where \(stays ?? ids) should stay")
            if !now.isEmpty { try await expectIntact(output) }
        }
        let run = try await command { _ in }
        #expect(run.status == 0, "\(run.errors)")
        try await expectIntact(output)
    }

    private func usualTime(_ command: () async throws -> FerryRun) async throws -> Duration {
        let start = ContinuousClock.now
        let run = try await command()
        try #require(run.status == 0, "\(run.errors)")
        return .now - start
    }

    /// The ids of the snapshots that an archive holds; none before there is one, or while a file has no final name.
    private func listed(_ archive: String) async throws -> [String] {
        let list = try await move.ferry("list", archive, "--format", "json")
        guard list.status == 0 else {
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: archive, isDirectory: &isFolder)
            let isStore = FileManager.default.fileExists(atPath: archive + "/ferry.json")
            #expect(!isStore && (!isThere || isFolder.boolValue), "\(list.status) \(list.errors)")
            #expect([65, 66].contains(list.status), "\(list.status) \(list.errors)")
            return []
        }
        return (list.json?["snapshots"]?.array ?? []).compactMap { $0["id"]?.string }
    }

    private func expectIntact(_ archive: String, _ more: String...) async throws {
        let run = try await move.ferry(
            ["validate", archive, "--level", "content", "--format", "json"] + more)
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(run.json?["verdict"] == "intact")
    }

    private func addRole(_ name: String) async throws {
        let answer = try await move.source.caller().call(
            .post, "/be/v1/roles",
            ["name": .string(name), "label": "Of a day", "permissions": ["bundles": 2]])
        try #require(answer.status == 200, "\(answer.text)")
    }
}
