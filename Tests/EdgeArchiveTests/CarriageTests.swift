import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct CarriageTests {
    /// Every file of a store but what is its own: the id in `ferry.json` and the view that lists its digest.
    private func files(_ store: Store) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for file in try store.files.list() where ![Layout.ferry, Layout.sums].contains(file.path) {
            files[file.path] = try store.files.read(file.path, limit: 1 << 30)
        }
        return files
    }

    private func carry(
        _ source: Store, to target: Store, isThorough: Bool = false
    ) async throws -> CarryReport {
        let carriage = try Carriage(from: source, into: target, Meter())
        return try await carriage.carry(try source.commitFiles(), isThorough: isThorough)
    }

    @Test func `a copy holds the same files, and a second one copies nothing`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let target = try Store.create(at: folder + "/copy", id: "copy")
            let first = try await carry(store, to: target)
            #expect(first.carried == [summary.id])
            #expect(first.status == .done)
            #expect(try files(target) == files(store))
            let second = try await carry(store, to: target, isThorough: true)
            #expect(second.blobs == 0)
            #expect(second.present == [summary.id])
        }
    }

    @Test func `what a killed copy left is continued, and its half files go`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let target = try Store.create(at: folder + "/copy", id: "copy")
            let blobs = try store.names(in: Layout.blobs)
            for blob in blobs.prefix(4) {
                try FileManager.default.copyItem(
                    atPath: store.layout.path("\(Layout.blobs)/\(blob)"),
                    toPath: target.layout.path("\(Layout.blobs)/\(blob)"))
            }
            let half = target.layout.path("work/\(blobs[5]).partial")
            try Data("half".utf8).write(to: URL(fileURLWithPath: half))
            let report = try await carry(store, to: target)
            #expect(report.blobs == blobs.count - 4)
            #expect(report.carried == [summary.id])
            #expect(try files(target) == files(store))
            #expect(try target.names(in: Layout.work).allSatisfy { !$0.hasSuffix(".partial") })
        }
    }

    @Test func `a blob that the target lost or has cut is carried again, and a damaged commit made again`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let target = try Store.create(at: folder + "/copy", id: "copy")
            _ = try await carry(store, to: target)
            let archive = try store.archive(.latest)
            let blobs = try archive.builds.map { target.layout.blob(try Sample.bytes(of: $0, in: archive)) }
            #expect(Set(blobs).count == 2)
            try FileManager.default.removeItem(atPath: blobs[0])
            try Data("cut".utf8).write(to: URL(fileURLWithPath: blobs[1]))
            let again = try await carry(store, to: target, isThorough: true)
            #expect(again.blobs == 2)
            let commit = try #require(try target.commitFiles().first)
            try Data("{}".utf8).write(to: URL(fileURLWithPath: target.layout.path(commit.path)))
            #expect(try await carry(store, to: target).carried == [commit.id])
            #expect(try files(target) == files(store))
        }
    }

    @Test func `a snapshot that the source does not hold whole is left out and named, others are copied`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let writer = try Sample.writer(store, now: Sample.time + 60)
            try await writer.write(Sample.roles, kind: .role)
            let other = try await writer.commit()
            let archive = try store.archive(.id(summary.id))
            let build = store.layout.blob(try Sample.bytes(of: archive.builds[1], in: archive))
            var bytes = try Data(contentsOf: URL(fileURLWithPath: build))
            bytes[bytes.endIndex - 1] ^= 1
            try bytes.write(to: URL(fileURLWithPath: build))
            let target = try Store.create(at: folder + "/copy", id: "copy")
            let report = try await carry(store, to: target)
            #expect(report.carried == [other.id])
            #expect(report.failures.map(\.snapshot) == [summary.id])
            #expect(
                report.failures.map(\.error) == [
                    .damaged(file: build, reason: "its SHA-256 is not its name")
                ])
            #expect(report.status == .partial)
            #expect(try target.snapshots() == [other])
        }
    }

    /// Alters a blob, and lets a validation of an hour later say so.
    private func damage(_ blob: Digest, of store: Store) throws {
        let file = store.layout.blob(blob)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        bytes[bytes.endIndex - 1] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file))
        let long = Date(timeIntervalSinceNow: -7200)
        try FileManager.default.setAttributes([.modificationDate: long], ofItemAtPath: file)
        try leaveNote(of: [blob], in: store)
    }

    private func leaveNote(of blobs: [Digest], in store: Store) throws {
        try store.leave(
            ValidationNote(
                time: Date(timeIntervalSinceNow: -3600), depth: .bytes, verdict: .damaged, snapshots: [:],
                damaged: blobs.map { Layout.blob($0) }))
    }

    @Test
    func `what a validation found damaged or lost is carried again, of snapshots that nobody named too`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let writer = try Sample.writer(store, now: Sample.time + 60)
            try await writer.write(Sample.roles, kind: .role)
            let other = try await writer.commit()
            let target = try Store.create(at: folder + "/copy", id: "copy")
            _ = try await carry(store, to: target)
            let archive = try store.archive(.id(summary.id))
            let blobs = try archive.builds.map { try Sample.bytes(of: $0, in: archive) }
            try damage(blobs[0], of: target)
            try FileManager.default.removeItem(atPath: target.layout.blob(blobs[1]))
            try leaveNote(of: blobs, in: target)
            // Nobody said this of the other snapshot, so it is passed over as always.
            let unnamed = try store.archive(.id(other.id)).commit.manifest.digest
            try FileManager.default.removeItem(atPath: target.layout.blob(unnamed))
            let healing = try await carry(store, to: target)
            #expect(healing.present == [summary.id, other.id])
            #expect(healing.blobs == 2 && healing.healed == 2)
            #expect(healing.status == .done)
            let again = try await carry(store, to: target)
            #expect(again.blobs == 0 && again.healed == 0)
            #expect(try await carry(store, to: target, isThorough: true).blobs == 1)
            #expect(try files(target) == files(store))
        }
    }

    @Test func `what is damaged on both sides stays as it is and is named`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let target = try Store.create(at: folder + "/copy", id: "copy")
            _ = try await carry(store, to: target)
            let archive = try store.archive(.latest)
            let blob = try Sample.bytes(of: archive.builds[0], in: archive)
            for side in [store, target] { try damage(blob, of: side) }
            let before = try files(target)
            let report = try await carry(store, to: target)
            #expect(report.failures.map(\.snapshot) == [summary.id])
            #expect(report.failures.first?.error.what.contains(store.layout.blob(blob)) == true)
            #expect(report.status == .badArchive)
            #expect(try files(target) == before)
        }
    }

    @Test func `a store in use is not written`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let writer = try Sample.writer(store)
            #expect(throws: ArchiveError.locked(store: store.path, by: .writer)) {
                try Carriage(from: store, into: store, Meter())
            }
            await writer.close()
            _ = try Carriage(from: store, into: store, Meter())
        }
    }
}
