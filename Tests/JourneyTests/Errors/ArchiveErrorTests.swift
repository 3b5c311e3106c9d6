import EdgeArchive
import EdgeCore
import EdgeHTTP
import Foundation
import TestKit
import Testing

/// What is given as an archive and is none, and plans that fit nothing.
@Suite struct ArchiveErrorTests {
    @Test func `a folder that is no archive, and a path where nothing is, are told`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            var other = move
            other.storeName = "nothing"
            try move.expectError(try await other.replay(), .noInput, "archive-nothing")
            other.storeName = "other"
            try FileManager.default.createDirectory(
                atPath: other.store, withIntermediateDirectories: false)
            _ = try move.write("hello\n", to: "other/file.txt")
            try move.expectError(try await other.replay(), .badArchive, "archive-none")
            let occupied = try await move.snapshot("--store", other.store)
            try move.expectError(occupied, .cannotCreate, "store-occupied")
            other.storeName = "store@000000000000"
            try move.expectError(try await other.replay(), .noInput, "archive-no-snapshot")
            let show = try await move.ferry(
                "show", move.store, "--object", "app/Nothing", "--format", "json")
            try move.expectError(show, .noInput, "show-no-object")
            try await move.expectUntouched()
            try await move.expectMoved()
        }
    }

    @Test func `a damaged archive is refused until it is whole again`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            let ferry = move.store + "/ferry.json"
            let kept = move.folder + "/ferry.json"
            try FileManager.default.moveItem(atPath: ferry, toPath: kept)
            try move.expectError(try await move.replay(), .badArchive, "archive-without-ferry")
            try await move.expectUntouched()
            try FileManager.default.moveItem(atPath: kept, toPath: ferry)
            try await move.expectMoved()
        }
    }

    @Test
    func `a damaged build never arrives at the target, and the same command continues with a whole one`()
        async throws
    {
        try await withMove { move in
            try await move.expectSnapshot()
            let shown = try await move.ferry("show", move.store, "--format", "json").json
            let digests = shown?["builds"]?.array?.compactMap { $0["sha256"]?.string } ?? []
            let blob = try #require(try move.packs().last)
            let whole = try Data(contentsOf: URL(fileURLWithPath: blob))
            for (place, golden) in [(0, "frame"), (whole.count - 1, "table")] {
                var damaged = whole
                damaged[place] ^= 1
                try damaged.write(to: URL(fileURLWithPath: blob))
                try move.expectError(try await move.replay(), .badArchive, "archive-damaged-pack-" + golden)
                try await expectOnly(digests, at: move)
            }
            try whole.write(to: URL(fileURLWithPath: blob))
            try await move.expectMoved()
            let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
            for (object, count) in creates?.members ?? [] { #expect(count.int == 1, "\(object)") }
        }
    }

    @Test func `a damaged build that is stored whole never arrives either`() async throws {
        try await withMove { move in
            let snapshot = try await move.snapshot("--representation", "raw")
            #expect(snapshot.status == 0, "\(snapshot.errors)")
            let archive = try ArchiveAddress(parsing: move.store).open()
            let digest = try #require(archive.builds.last?.digest)
            let blob = archive.store.layout.blob(digest)
            let whole = try Data(contentsOf: URL(fileURLWithPath: blob))
            for place in [whole.startIndex, whole.endIndex / 2, whole.endIndex - 1] {
                var damaged = whole
                damaged[place] ^= 1
                try damaged.write(to: URL(fileURLWithPath: blob))
                try move.expectError(try await move.replay(), .badArchive, "archive-damaged-build")
                try await expectOnly(archive.builds.map(\.digest.hex), at: move)
            }
            try whole.write(to: URL(fileURLWithPath: blob))
            try await move.expectMoved()
        }
    }

    /// Builds that came to exist at the target are whole ones of the archive.
    private func expectOnly(_ digests: [String], at move: Move) async throws {
        let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
        for object in creates?.members.map(\.key) ?? [] where object.hasPrefix("build/") {
            #expect(digests.contains { object.hasSuffix($0) }, "\(object) is none of the archive")
        }
    }

    @Test func `a plan is carried out as it is, or not at all`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            let path = move.folder + "/move.plan"
            let missing = try await move.replay("--plan", path)
            try move.expectError(missing, .noInput, "plan-missing")
            let noPlan = try move.write("hello\n", to: "no.plan")
            try move.expectError(try await move.replay("--plan", noPlan), .settings, "plan-no-json")
            let empty = try move.write("{}\n", to: "empty.plan")
            try move.expectError(try await move.replay("--plan", empty), .settings, "plan-empty")

            #expect(try await move.plan("--out", path).status == 0)
            let role: JSON = [
                "name": "Testers", "label": "Quality assurance", "permissions": ["bundles": 2],
            ]
            let caller = try move.target.caller()
            #expect(try await caller.call(.post, "/be/v1/roles", role).status == 200)
            let moved = try await move.replay("--plan", path)
            try move.expectError(moved, .cannotCreate, "plan-target-moved")

            #expect(try await caller.call(.delete, "/be/v1/roles/Testers").status == 200)
            let run = try await move.replay("--plan", path)
            #expect(run.status == 0, "\(run.errors)")
            try await move.expectEqual()
        }
    }

    @Test func `an output that cannot be made is told`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            let plan = try await move.plan("--out", move.folder + "/no/such/folder/move.plan")
            try move.expectError(plan, .cannotCreate, "plan-cannot-create")
            let file = try move.write("hello\n", to: "file")
            let journal = try await move.replay("--journal", file)
            try move.expectError(journal, .io, "journal-no-journal", hidingWhy: true)
            let folder = try await move.replay("--journal", file + "/move.journal")
            try move.expectError(folder, .cannotCreate, "journal-cannot-create")
            let store = try await move.snapshot("--store", file)
            try move.expectError(store, .cannotCreate, "store-is-file")
            try await move.expectMoved()
        }
    }
}
