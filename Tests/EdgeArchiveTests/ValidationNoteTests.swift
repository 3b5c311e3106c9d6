import EdgeCore
import Foundation
import TestKit
import Testing

@testable import EdgeArchive

@Suite struct ValidationNoteTests {
    private func note(
        _ hours: Double, _ depth: ValidationNote.Depth, _ snapshots: [String: Verdict]
    ) -> ValidationNote {
        let isIntact = snapshots.values.allSatisfy { $0 == .intact }
        return ValidationNote(
            time: Sample.time + hours * 3600, depth: depth, verdict: isIntact ? .intact : .damaged,
            snapshots: snapshots, damaged: isIntact ? [] : ["blobs/sha256/ab"])
    }

    private func names(_ store: Store) throws -> [String] { try store.files.names(in: Layout.validated) }

    @Test func `a note is read as it was written, and nothing else is a note`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            #expect(store.validations().isEmpty)
            let left = note(1, .content, [summary.id: .damaged])
            try store.leave(left)
            let name = try #require(try names(store).first)
            let text = try JSON(reading: try store.files.read("\(Layout.validated)/\(name)", limit: 1000))
            #expect(
                text == [
                    "time": "2026-09-21T15:13:20Z", "level": "content", "verdict": "damaged",
                    "snapshots": [summary.id: "damaged"], "damaged": ["blobs/sha256/ab"],
                ])
            for (name, text) in [
                ("a.json", "{"), ("b.json", "{}"), ("c.txt", text.canonical),
                ("d.json.partial", text.canonical),
                ("e.json", text.canonical.replacing("content", with: "deepest")),
                ("f.json", text.canonical.replacing("\"\(summary.id)\":\"damaged\"", with: "\"a\":7")),
            ] {
                let path = store.layout.path("\(Layout.validated)/\(name)")
                try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            }
            let history = try #require(store.validations()[summary.id])
            #expect(store.validations().count == 1)
            #expect(history.entries.map(\.verdict) == [.damaged])
            #expect(history.text == "damaged 2026-09-21T15:13:20Z (content)")
            #expect(!history.isSound)
        }
    }

    @Test func `a later note takes the place of those that say no more`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            for hour in 0..<30 { try store.leave(note(Double(hour), .bytes, [summary.id: .intact])) }
            #expect(try names(store).count == 1)
            try store.leave(note(40, .content, [summary.id: .intact]))
            #expect(try names(store).count == 1)
            try store.leave(note(50, .bytes, [summary.id: .intact]))
            try store.leave(note(60, .structure, [summary.id: .intact]))
            #expect(
                store.validations()[summary.id]?.entries.map(\.depth) == [.structure, .bytes, .content])
            #expect(store.validations()[summary.id]?.isSound == true)
            // What the note says of a snapshot that went needs no place.
            try store.leave(note(70, .bytes, [summary.id: .intact, "gone": .damaged]))
            try store.leave(note(80, .rehearsal, [summary.id: .intact]))
            #expect(try names(store).count == 1)
        }
    }

    @Test func `a quick look does not hide what a deeper one found`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            try store.leave(note(1, .content, [summary.id: .damaged]))
            try store.leave(note(2, .bytes, [summary.id: .intact]))
            #expect(store.validations()[summary.id]?.isSound == false)
            try store.leave(note(3, .content, [summary.id: .intact]))
            #expect(store.validations()[summary.id]?.isSound == true)
        }
    }

    @Test func `structure alone makes no snapshot sound`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            try store.leave(note(1, .structure, [summary.id: .intact]))
            #expect(store.validations()[summary.id]?.isSound == false)
        }
    }

    @Test func `organizations without a young sound snapshot are stale, with age and reason`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let snapshots = try store.snapshots()
            func stale(after hours: Double, limit: Int) -> [Freshness.Stale] {
                Freshness(
                    snapshots, store.validations(), now: Sample.time + hours * 3600,
                    limit: .seconds(limit * 3600)
                ).stale
            }
            #expect(
                stale(after: 1, limit: 26).map(\.text) == [
                    "Harbour: the newest snapshot is 1 h 0 min old, never validated; no snapshot was found sound"
                ])
            try store.leave(note(0.1, .bytes, [summary.id: .intact]))
            #expect(stale(after: 26, limit: 26).isEmpty)
            #expect(
                stale(after: 26.5, limit: 26).map(\.text) == [
                    "Harbour: the newest snapshot is 26 h 30 min old, validated 2026-09-21T14:19:20Z (bytes)"
                ])
            #expect(
                stale(after: -1, limit: 26).map(\.text) == [
                    "Harbour: the newest snapshot is dated 2026-09-21T14:13:20Z, which is still to come"
                ])
            try store.leave(note(0.2, .bytes, [summary.id: .damaged]))
            #expect(
                stale(after: 100, limit: 26).map(\.text) == [
                    "Harbour: the newest snapshot is 4 d 4 h old, damaged 2026-09-21T14:25:20Z (bytes); "
                        + "no snapshot was found sound"
                ])
            let json = stale(after: 100, limit: 26).first?.json
            #expect(json?["ageSeconds"]?.int == 360_000)
            #expect(json?["validated"]?.array?.first?["verdict"]?.string == "damaged")
        }
    }
}
