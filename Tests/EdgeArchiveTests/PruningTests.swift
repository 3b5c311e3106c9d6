import EdgeCore
import Foundation
import TestKit
import Testing

@testable import EdgeArchive

@Suite struct PruningTests {
    private static let day = Duration.seconds(86_400)

    private func prune(
        _ store: Store, keepLast: Int? = 1, forgetting: Set<String> = [], grace: Duration = day,
        now: Date = Date()
    ) async throws -> PrunePlan {
        let retention = keepLast.map { Retention([.last: $0]) } ?? Retention()
        return try await blocking("prune") {
            try Pruning(
                store, retention, forgetting: forgetting, grace: grace, now: now
            )
            .run($0, Meter())
        }
    }

    /// A store of three snapshots; each has a build that the next one has no more.
    private func chain(in folder: String) async throws -> (
        store: Store, path: String, snapshots: [SnapshotSummary]
    ) {
        let store = try Store.create(at: folder + "/store", id: "chain")
        var snapshots: [SnapshotSummary] = []
        for number in 1...3 {
            let writer = try Sample.writer(store, now: Sample.time + Double(number) * 3600)
            for kind in Kind.allCases where kind != .role { try await writer.write([], kind: kind) }
            try await writer.write(Sample.roles, kind: .role)
            let tar = try Sample.tar("\(folder)/\(number).tar", text: "build \(number)")
            _ = try await writer.keep(
                try AppName("Tide"), SourceBuild(number), label: nil, copying: tar)
            snapshots.append(try await writer.commit())
        }
        return (store, store.path, snapshots)
    }

    private func blobs(_ path: String) throws -> Set<String> {
        Set(try StoredFile.names(in: Layout(path).path(Layout.blobs)))
    }

    /// The blobs that the snapshots of a store need.
    private func needed(_ path: String) throws -> Set<String> {
        let store = try Store.open(at: path)
        var needed = NeededBlobs(store)
        for file in try store.commitFiles() { try needed.add(try Archive(store, try store.commit(file))) }
        return Set(needed.blobs.keys.map(\.hex))
    }

    private func views(_ path: String) throws -> [Data] {
        try [Layout.index, Layout.sums].map {
            try Data(contentsOf: URL(fileURLWithPath: Layout(path).path($0)))
        }
    }

    @Test func `what no rule keeps goes with the bytes that only it needs, and the rest is a whole store`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, path, snapshots) = try await chain(in: folder)
            let before = try blobs(path)
            let plan = try await prune(store, keepLast: 2)
            #expect(plan.removed.map(\.id) == [snapshots[0].id])
            #expect(plan.kept.map(\.snapshot) == Array(snapshots[1...]))
            let after = try blobs(path)
            #expect(before.subtracting(after) == Set(plan.blobs.keys.map(\.hex)))
            #expect(after == (try needed(path)))
            #expect(try store.snapshots() == Array(snapshots[1...]))
            let left = try views(path)
            try store.writeViews()
            #expect(try views(path) == left)
            let again = try await prune(store, keepLast: 2)
            #expect(again.removed.isEmpty && again.blobs.isEmpty)
        }
    }

    @Test func `a plan alone changes nothing and says what a run does`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, _) = try await chain(in: folder)
            let (before, views) = (try blobs(path), try views(path))
            let plan = try Pruning(
                store, Retention([.last: 1]), grace: Self.day, now: Date()
            )
            .plan()
            #expect(try blobs(path) == before && self.views(path) == views)
            let ran = try await prune(store)
            #expect(ran.json == plan.json)
            #expect(plan.removed.count == 2 && !plan.blobs.isEmpty)
        }
    }

    @Test func `blobs that no snapshot ever named stay until they are old`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, _) = try await chain(in: folder)
            let orphan = Data("left by a killed run".utf8)
            let name = Layout(path).blob(Digest(of: orphan))
            try orphan.write(to: URL(fileURLWithPath: name))
            let foreign = Layout(path).path("\(Layout.blobs)/notes.txt")
            try orphan.write(to: URL(fileURLWithPath: foreign))
            let young = try await prune(store, keepLast: 3)
            #expect(young.young == 1 && young.youngBytes == 20 && young.blobs.isEmpty)
            #expect(StoredFile.exists(name))
            let old = try await prune(store, keepLast: 3, now: Date() + 86_400 + 60)
            #expect(old.blobs.map(\.key) == [Digest(of: orphan)] && old.young == 0)
            #expect(!StoredFile.exists(name) && StoredFile.exists(foreign))
        }
    }

    @Test func `a snapshot with kinds that could not be read removes nothing of theirs`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _, snapshots) = try await chain(in: folder)
            let writer = try Sample.writer(store, now: Sample.time + 86_400)
            for kind in Kind.allCases { await writer.unread(kind, status: 403, reason: "forbidden") }
            let blind = try await writer.commit()
            let plan = try await prune(store)
            #expect(plan.kept.map(\.snapshot) == [snapshots[2], blind])
            #expect(try store.archive(.id(snapshots[2].id)).documents(.role).count == 2)
        }
    }

    @Test func `with a kept snapshot that cannot be read nothing goes, until it is forgotten`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, snapshots) = try await chain(in: folder)
            let manifest = Layout(path).blob(
                try store.archive(.id(snapshots[2].id)).builds[0].manifest.digest)
            try FileManager.default.removeItem(atPath: manifest)
            let before = try blobs(path)
            await #expect(throws: ArchiveError.missing(file: manifest)) {
                try await prune(store)
            }
            #expect(try blobs(path) == before)
            #expect(try store.snapshots() == snapshots)
            let plan = try await prune(store, keepLast: nil, forgetting: [snapshots[2].id])
            #expect(plan.removed.map(\.id) == [snapshots[2].id])
            #expect(plan.kept.map(\.reasons) == [["no rule"], ["no rule"]])
            #expect(try store.snapshots() == Array(snapshots[..<2]))
        }
    }

    @Test func `a commit that is not what its name says stops it too, and can be forgotten`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, snapshots) = try await chain(in: folder)
            let file = try #require(try store.commitFiles().first)
            let name = Layout(path).path(file.path)
            try Data("{}".utf8).write(to: URL(fileURLWithPath: name))
            await #expect(throws: ArchiveError.self) { try await prune(store) }
            _ = try await prune(store, keepLast: nil, forgetting: [file.id])
            #expect(try store.snapshots() == Array(snapshots[1...]))
        }
    }

    @Test func `an id to forget that is not there is an error`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, _) = try await chain(in: folder)
            await #expect(throws: ArchiveError.noSnapshot(store: path, reference: "0123456789ab")) {
                try await prune(store, forgetting: ["0123456789ab"])
            }
        }
    }

    @Test func `a snapshot whose commit was lost keeps its tag and its bytes, and adopt brings it back`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, path, snapshots) = try await chain(in: folder)
            let lost = try #require(try store.commitFiles().first)
            try FileManager.default.removeItem(atPath: Layout(path).path(lost.path))
            let plan = try await prune(store, now: Date() + 10 * 86_400)
            #expect(plan.lost == ["Harbour-\(lost.id)"])
            // The views were made again, and nobody forgot what is missing.
            #expect(store.lostTags(besides: []).map(\.name) == plan.lost)
            _ = try await Adoption(at: path, id: "x", Meter()).run()
            #expect(try store.snapshots() == [snapshots[0], snapshots[2]])
            #expect(try blobs(path) == needed(path))
        }
    }

    @Test func `a lost snapshot that is forgotten goes with its tag and its bytes`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, snapshots) = try await chain(in: folder)
            let lost = try #require(try store.commitFiles().first)
            try FileManager.default.removeItem(atPath: Layout(path).path(lost.path))
            let plan = try await prune(store, keepLast: nil, forgetting: [lost.id], now: Date() + 10 * 86_400)
            #expect(plan.forgottenTags == ["Harbour-\(lost.id)"])
            #expect(store.lostTags(besides: []).isEmpty)
            #expect(try store.snapshots() == Array(snapshots[1...]))
            #expect(try blobs(path) == needed(path))
        }
    }

    @Test func `a tag that was altered is no lost snapshot, and views that are made again are right`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, path, _) = try await chain(in: folder)
            let index = Layout(path).path(Layout.index)
            let right = try String(contentsOfFile: index, encoding: .utf8)
            for keepLast in [3, 1] {
                let altered = try String(contentsOfFile: index, encoding: .utf8)
                    .replacingOccurrences(of: "\"Harbour-", with: "\"Harbous-")
                try altered.write(toFile: index, atomically: true, encoding: .utf8)
                let plan = try await prune(store, keepLast: keepLast)
                #expect(plan.lost.isEmpty)
                let made = try String(contentsOfFile: index, encoding: .utf8)
                #expect(!made.contains("Harbous"))
                if keepLast == 3 { #expect(made == right) }
                try store.writeViews()
                #expect(try String(contentsOfFile: index, encoding: .utf8) == made)
            }
        }
    }

    @Test func `what a kill leaves at each step is a whole store, and the next run ends it`() async throws {
        try await withTemporaryFolder { folder in
            let (store, path, snapshots) = try await chain(in: folder)
            let plan = try Pruning(
                store, Retention([.last: 1]), grace: Self.day, now: Date()
            )
            .plan()
            let steps = plan.removed.map(\.path) + plan.blobs.keys.sorted().map(Layout.blob)
            for done in 0...steps.count {
                let copy = "\(folder)/copy"
                try FileManager.default.copyItem(atPath: path, toPath: copy)
                try Store.open(at: copy).writeViews(without: plan.removed)
                Pruning(try Store.open(at: copy), Retention(), grace: Self.day, now: Date())
                    .age(plan.blobs.keys)
                for step in steps[..<done] {
                    try FileManager.default.removeItem(atPath: Layout(copy).path(step))
                }
                let left = Array(snapshots[min(done, 2)...])
                #expect(try Store.open(at: copy).snapshots() == left)
                if done <= 2 { #expect(try needed(copy).isSubset(of: blobs(copy))) }
                _ = try await prune(try Store.open(at: copy))
                #expect(try Store.open(at: copy).snapshots() == [snapshots[2]])
                #expect(try blobs(copy) == needed(copy))
                try FileManager.default.removeItem(atPath: copy)
            }
        }
    }

    @Test func `a sealed archive is never pruned`() async throws {
        try await withTemporaryFolder { folder in
            let tar = try Sample.tar(folder + "/x.tar", text: "no store")
            let store = try Store(unchecked: tar.path)
            #expect(throws: ArchiveError.sealed(path: tar.path)) {
                try Pruning(store, Retention(), grace: .zero, now: Date()).run(Cancellation(), Meter())
            }
        }
    }
}
