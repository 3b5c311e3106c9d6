import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

/// A full disk, by a link to the device that is always full.
struct DiskTests {
    private func fill(_ path: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/dev/full")
    }

    private func isFull(_ error: any Error) -> Bool {
        guard case ArchiveError.file(_, "write", ENOSPC) = error else { return false }
        return (error as? ArchiveError)?.status == .io && (error as? ArchiveError)?.hint != nil
    }

    @Test func `a full disk leaves nothing half, and the same writer goes on`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try Sample.writer(store)
            let app = try AppName("Tide")
            let tar = try Sample.tar(folder + "/1.tar", text: "one")

            try fill(store.layout.path("work/pack-Tide-1.partial"))
            await #expect {
                try await writer.keep(app, SourceBuild(1), label: nil, copying: tar)
            } throws: {
                isFull($0)
            }
            try fill(store.layout.path("work/blob-1.partial"))
            await #expect {
                try await writer.write(Sample.roles, kind: .role)
            } throws: {
                isFull($0)
            }
            #expect(try store.names(in: Layout.blobs).isEmpty)
            #expect(try store.snapshots().isEmpty)

            _ = try await writer.keep(app, SourceBuild(1), label: nil, copying: tar)
            try await writer.write(Sample.roles, kind: .role)
            _ = try await writer.commit()
            #expect(try store.archive(.latest).documents(.role).count == 2)
        }
    }

    @Test func `a commit that cannot be written is no snapshot`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try Sample.writer(store)
            try await writer.write(Sample.roles, kind: .role)
            let commits = store.layout.path("snapshots/Harbour")
            try Data().write(to: URL(fileURLWithPath: commits))
            await #expect(throws: ArchiveError.self) { try await writer.commit() }
            #expect(try store.names(in: Layout.work).allSatisfy { !$0.hasSuffix(".partial") })
            try FileManager.default.removeItem(atPath: commits)
            #expect(try store.snapshots().isEmpty)
            _ = try await writer.commit()
            #expect(try store.snapshots().count == 1)
        }
    }

    @Test(arguments: [Layout.index, Layout.sums])
    func `a snapshot whose views find no room is none`(_ view: String) async throws {
        try await withTemporaryFolder { folder in
            let (store, before) = try await Sample.store(in: folder)
            let writer = try Sample.writer(store, now: Sample.time + 60)
            try await writer.write(Sample.roles, kind: .role)
            try fill(store.layout.path("work/\(view).partial"))
            await #expect {
                try await writer.commit()
            } throws: {
                isFull($0)
            }
            #expect(try store.snapshots() == [before])
            #expect(try store.names(in: Layout.work).allSatisfy { !$0.hasSuffix(".partial") })
            _ = try await writer.commit()
            #expect(try store.snapshots().count == 2)
        }
    }

    @Test func `what a killed writer left and nobody can continue is removed`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let app = try AppName("Tide")
            let half = try Sample.writer(store).staging(app, SourceBuild(1))
            let spare = store.layout.path("work/blob-9.partial")
            let lone = try Sample.writer(store).staging(app, SourceBuild(2)) + ".etag"
            let paired = half + ".etag"
            for path in [half, half + ".copy", spare, paired, lone] {
                try Data("x".utf8).write(to: URL(fileURLWithPath: path))
            }
            _ = try Sample.writer(store)
            #expect(FileManager.default.fileExists(atPath: paired))
            #expect(!FileManager.default.fileExists(atPath: lone))
            #expect(FileManager.default.fileExists(atPath: half))
            #expect(!FileManager.default.fileExists(atPath: half + ".copy"))
            #expect(!FileManager.default.fileExists(atPath: spare))
        }
    }
}
