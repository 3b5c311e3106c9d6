import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

/// What `list` knows of validations, and the alarm on absence.
@Suite struct ValidatedTests {
    private func list(_ move: Move, _ more: String...) async throws -> FerryRun {
        try await move.ferry(["list", move.store, "--format", "json"] + more)
    }

    @Test func `list tells when and how deep, and fails when nothing fresh was found sound`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            let never = try await list(move, "--fail-older-than", "26h")
            #expect(never.status == 1)
            #expect(never.json?["snapshots"]?.array?.first?["validated"]?.array?.isEmpty == true)
            #expect(never.json?["stale"]?.array?.first?["organization"]?.string == "Harbour")

            #expect(try await move.ferry("validate", move.store, "--level", "structure").status == 0)
            #expect(try await list(move, "--fail-older-than", "26h").status == 1)
            #expect(try await move.ferry("validate", move.store).status == 0)
            let sound = try await list(move, "--fail-older-than", "26h")
            #expect(sound.status == 0)
            #expect(sound.json?["stale"]?.array?.isEmpty == true)
            let entries = sound.json?["snapshots"]?.array?.first?["validated"]?.array ?? []
            #expect(entries.map { $0["level"]?.string } == ["bytes"])
            #expect(entries.map { $0["verdict"]?.string } == ["intact"])

            // A snapshot that came after it is not validated, but the one before is fresh still.
            try await move.expectSnapshot()
            #expect(try await list(move, "--fail-older-than", "26h").status == 0)
            try await Task.sleep(for: .seconds(1.1))
            let old = try await move.ferry("list", move.store, "--fail-older-than", "1s")
            #expect(old.status == 1)
            let stale = /stale: Harbour: the newest snapshot is [0-9]+ min old, never validated;/
            #expect(old.output.contains(stale), "\(old.output)")
            #expect(try await list(move).status == 0, "without the option it only tells")
        }
    }

    @Test func `damage is told by list until a validation finds none`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            let blobs = move.store + "/blobs/sha256"
            let sizes = try FileManager.default.contentsOfDirectory(atPath: blobs).map {
                (name: $0, data: try Data(contentsOf: URL(fileURLWithPath: "\(blobs)/\($0)")))
            }
            let largest = try #require(sizes.max { $0.data.count < $1.data.count })
            var bad = largest.data
            bad[bad.count / 2] ^= 1
            let url = URL(fileURLWithPath: "\(blobs)/\(largest.name)")
            try bad.write(to: url)
            #expect(try await move.ferry("validate", move.store).status == 65)
            let damaged = try await list(move, "--fail-older-than", "26h")
            #expect(damaged.status == 1)
            #expect(
                damaged.json?["stale"]?.array?.first?["reason"]?.string?.contains("damaged 2") == true,
                "\(damaged.output)")
            try largest.data.write(to: url)
            #expect(try await move.ferry("validate", move.store).status == 0)
            #expect(try await list(move, "--fail-older-than", "26h").status == 0)
        }
    }

    @Test func `a store that cannot be written is validated all the same`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            // Root may write where a mode forbids it, but not below what is no folder.
            try Data().write(to: URL(fileURLWithPath: Layout(move.store).path(Layout.validated)))
            let run = try await move.ferry("validate", move.store)
            #expect(run.status == 0)
            #expect(run.errors.contains("list will not know of this validation: "))
            #expect(try await list(move).status == 0)
        }
    }

    @Test func `an empty store is no backup`() async throws {
        try await withMove { move in
            // A snapshot that fails leaves a store without snapshots.
            try await move.source.plan(
                faults: "faults: [{route: 'GET /be/v1/**', fault: status, status: 403}]")
            #expect(try await move.snapshot().status == 77)
            #expect(try await list(move).status == 0)
            #expect(try await list(move, "--fail-older-than", "26h").status == 1)
        }
    }

    @Test func `notes are no findings`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            for _ in 0..<2 {
                let run = try await move.ferry(
                    "validate", move.store, "--level", "content", "--format", "json")
                #expect(run.status == 0)
                #expect(run.json?["findings"]?.array?.isEmpty == true)
            }
        }
    }
}
