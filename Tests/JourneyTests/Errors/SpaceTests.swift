import EdgeCore
import Foundation
import TestKit
import Testing

/// Disks that are full: ours and the target's.
@Suite struct SpaceTests {
    private static let needsMount = Comment("mounting a tmpfs needs root and its rights")

    @Test(.enabled(needsMount) { await SmallDisk.isPossible() })
    func `a full disk of the store is told, shows no half snapshot, and the same command continues`()
        async throws
    {
        try await withMove { move in
            try await withSmallDisk(in: move.folder, size: "400k") { disk in
                var other = move
                other.storeName = "disk/store"
                try move.expectError(try await other.snapshot(), .io, "store-full", hidingWhat: true)
                let list = try await move.ferry("list", other.store, "--format", "json")
                #expect(list.json?["snapshots"]?.array?.isEmpty == true, "\(list.output)\(list.errors)")
                let check = try await move.ferry("validate", other.store)
                #expect(check.status == 0, "\(check.output)\(check.errors)")

                try await disk.resize(to: "64m")
                try await other.expectSnapshot()
                try await other.expectMoved()
            }
        }
    }

    @Test(.enabled(needsMount) { await SmallDisk.isPossible() })
    func `a full disk of the journal stops the replay, and the same command continues`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            try await withSmallDisk(in: move.folder, size: "80k") { disk in
                let journal = ["--journal", disk.path + "/move.journal"]
                let full = try await move.replay(journal + ["--max-requests-per-second", "2000"]) { _ in }
                try move.expectError(full, .io, "journal-full", hidingWhat: true)
                try await disk.resize(to: "64m")
                let replay = try await move.replay(journal + ["--max-requests-per-second", "2000"]) { _ in }
                #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
                let compare = try await move.compare(journal[0], journal[1])
                #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
            }
        }
    }

    @Test(arguments: [
        ("PUT /upload/*", "upload"), ("POST /be/v1/builds", "upload-address"),
        ("POST /be/v1/roles", "create"),
    ])
    func `a target out of space stops the replay, and the same command continues`(
        route: String, name: String
    ) async throws {
        let faults = "faults: [{ route: \"\(route)\", fault: status, status: 507, times: 1 }]\n"
        try await withMove(targetFaults: faults) { move in
            try await move.expectSnapshot()
            try move.expectError(try await move.replay(), .tryAgain, "target-full-\(name)")
            try await move.expectMoved()
        }
    }
}
