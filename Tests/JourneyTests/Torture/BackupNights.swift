import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// What happens to the backup of one night.
enum BackupNight: Sendable {
    case quiet
    /// The Edge is in maintenance until the service is stopped.
    case maintenance
    /// The disk of the store fills up.
    case fullDisk
    /// The power goes.
    case killed
}

/// Nightly backups of an organization that changes by day, and what its operator sees each morning.
struct BackupNights {
    let move: Move
    /// The disk that holds the store.
    let disk: SmallDisk
    private var random = SeededGenerator(seed: 11)
    private var day = 0
    /// The ids of the snapshots that were made, oldest first.
    private(set) var kept: [String] = []
    private(set) var told: [String] = []
    /// Snapshots that retention removed.
    private(set) var pruned = 0

    static let room = "256m"

    init(of move: Move, on disk: SmallDisk) {
        var move = move
        move.storeName = "disk/store"
        self.move = move
        self.disk = disk
    }

    /// Runs one day and its night, and looks at everything in the morning.
    mutating func run(_ night: BackupNight) async throws {
        day += 1
        try await change()
        let snapshot = try await backup(night)
        switch night {
        case .quiet: #expect(snapshot.status == 0, "day \(day): \(snapshot.output)\(snapshot.errors)")
        case .maintenance: #expect(snapshot.status == 143, "day \(day): \(snapshot.errors)")
        case .fullDisk: #expect(snapshot.status == 74, "day \(day): \(snapshot.errors)")
        case .killed: #expect(snapshot.status == -9, "day \(day): \(snapshot.errors)")
        }
        if snapshot.status == 0 { kept.append(try (snapshot.json?["snapshot"]?.string).orThrow("an id")) }
        told.append("\(night): \(snapshot.status)")
        try await look(isFresh: snapshot.status == 0)
        // The chain of a night ends at the first step that fails.
        if snapshot.status == 0 { try await prune() }
    }

    /// What retention leaves is whole, and what it removes is what the rules say.
    private mutating func prune() async throws {
        let run = try await move.ferry(
            "prune", move.store, "--keep-last", "\(Self.keptNights)", "--format", "json")
        #expect(run.status == 0, "day \(day): \(run.errors)")
        let gone = kept.dropLast(Self.keptNights)
        #expect((run.json?["removed"]?.array ?? []).compactMap { $0["id"]?.string } == Array(gone))
        kept.removeFirst(gone.count)
        pruned += gone.count
        let check = try await move.ferry("validate", move.store, "--level", "bytes", "--format", "json")
        #expect(check.status == 0, "day \(day): \(check.output)\(check.errors)")
    }

    private static let keptNights = 7

    /// A role comes, one goes, and every third day an app gets a build.
    private mutating func change() async throws {
        let caller = try move.source.caller()
        let role = try await caller.call(
            .post, "/be/v1/roles",
            ["name": .string("Crew\(day)"), "label": "Of a day", "permissions": ["bundles": 2]])
        try #require(role.status == 200, "\(role.text)")
        if day > 3 {
            let gone = try await caller.call(.delete, "/be/v1/roles/Crew\(day - 3)")
            try #require(gone.status == 200, "\(gone.text)")
        }
        guard day % 3 == 0 else { return }
        let noise = Data((0..<200_000).map { _ in UInt8.random(in: 0...255, using: &random) })
        let tar = try await tarBytes([
            "game/level.bin": noise.base64EncodedString(), "game/start": "unchanged",
        ])
        let announced = try await caller.call(
            .post, "/be/v1/builds",
            ["appName": "Tugboat", "label": .string("day \(day)"), "size": .int(Int64(tar.count))])
        let address = try (announced.json["uploadUrl"]?.string).orThrow("an address: \(announced.text)")
        try #require(try await caller.put(address, tar).status == 200)
        while try await caller.call(.get, "/be/v1/apps/Tugboat").json["app"]?["processing"] == true {
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    private mutating func backup(_ night: BackupNight) async throws -> FerryRun {
        switch night {
        case .quiet: return try await move.snapshot()
        case .maintenance:
            try await move.source.control(.put, "maintenance")
            let run = try await move.snapshot { ferry in
                // It would wait for hours; the time-out of its unit stops it.
                let isWaiting = try await ferry.wait {
                    (try await move.source.control(.get, "maintenance")["refused"]?.int ?? 0) > 0
                }
                #expect(isWaiting, "day \(day)")
                ferry.send(SIGTERM)
            }
            try await move.source.control(.delete, "maintenance")
            return run
        case .fullDisk:
            try await disk.resize(to: "\(try used() + 8192)")
            let run = try await move.snapshot()
            try await disk.resize(to: Self.room)
            return run
        case .killed:
            // In the middle of some reading: after it, blobs of this night are in the store, and no commit.
            let kind = ["users", "apps", "subscriptions"].randomElement(using: &random) ?? "apps"
            try await move.source.plan(
                faults: "faults: [{route: GET /be/v1/\(kind), fault: stall, afterBytes: 10, seconds: 60}]")
            let run = try await move.snapshot { ferry in
                let isInside = try await ferry.wait {
                    let faults = try await move.source.model()["faults"]?.array
                    return (faults?.first?["fired"]?.int ?? 0) > 0
                }
                #expect(isInside, "day \(day)")
                ferry.kill()
            }
            try await move.source.plan(faults: "faults: []")
            return run
        }
    }

    /// Bytes of the disk that are taken.
    private func used() throws -> Int {
        var status = statvfs()
        guard statvfs(disk.path, &status) == 0 else { throw MissingValue(what: "the size of \(disk.path)") }
        return Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize)
    }

    /// The store is whole, and `list` shows what was made, what was checked, and whether the night failed.
    private mutating func look(isFresh: Bool) async throws {
        guard !kept.isEmpty else { return }
        let before = try await list()
        #expect(before.ids == kept, "day \(day)")
        #expect(before.unchecked == (isFresh ? [kept.last] : []), "day \(day)")
        let check = try await move.ferry(
            "validate", move.store, "--level", day % 5 == 0 ? "content" : "bytes", "--format", "json")
        #expect(check.status == 0, "day \(day): \(check.output)\(check.errors)")
        // After a night without a snapshot the newest is that of an earlier night, and list says so.
        let after = try await list("--fail-older-than", isFresh ? "1h" : "1s")
        #expect(after.ids == kept && after.unchecked.isEmpty, "day \(day)")
        #expect(after.status == (isFresh ? 0 : 1), "day \(day)")
        #expect(after.stale == (isFresh ? [] : ["Harbour"]), "day \(day)")
    }

    private struct Listed {
        let status: Int32
        let ids: [String]
        /// Those that no validation saw.
        let unchecked: [String?]
        /// Organizations without a fresh sound snapshot.
        let stale: [String?]
    }

    private func list(_ more: String...) async throws -> Listed {
        let run = try await move.ferry(["list", move.store, "--format", "json"] + more)
        let snapshots = run.json?["snapshots"]?.array ?? []
        return Listed(
            status: run.status, ids: snapshots.compactMap { $0["id"]?.string },
            unchecked: snapshots.filter { $0["validated"]?.array?.isEmpty == true }.map { $0["id"]?.string },
            stale: (run.json?["stale"]?.array ?? []).map { $0["organization"]?.string })
    }
}
