import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

struct SealingTests {
    private func seal(_ archive: Archive, at path: String) throws {
        let sealing = try Sealing(archive)
        var tar = try TarWriter(creating: path)
        try sealing.write(to: &tar, Cancellation(), Meter())
        try tar.seal()
    }

    @Test func `members stand in their fixed order, and the same snapshot gives the same bytes`() async throws
    {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            // Another snapshot, which the tar must not show.
            let writer = try Sample.writer(store, now: Sample.time + 60)
            try await writer.write(Sample.roles, kind: .role)
            _ = try await writer.commit()
            let path = folder + "/a.tar"
            try seal(try store.archive(.id(summary.id)), at: path)
            var walk = TarWalk(try FileSlice(whole: path))
            var names: [String] = []
            while let place = try walk.next() { names.append(place.path) }
            let commit = try #require(try store.commitFiles().first).path
            let head = [
                "oci-layout", "ferry.json", "FORMAT.md", "read_ferry.py", "index.json", "SHA256SUMS", commit,
            ]
            #expect(Array(names.prefix(7)) == head)
            #expect(names.dropFirst(7).elementsEqual(names.dropFirst(7).sorted()))
            let sealed = try Store.open(at: path)
            #expect(try sealed.snapshots() == [summary])
            // Again from the store, and out of the tar itself.
            try seal(try store.archive(.id(summary.id)), at: folder + "/b.tar")
            try seal(try sealed.archive(.latest), at: folder + "/c.tar")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/b.tar")) == bytes)
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/c.tar")) == bytes)
        }
    }

    @Test func `one whose first header is damaged is a damaged archive, and no file of somebody else`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let path = folder + "/a.tar"
            try seal(try store.archive(.latest), at: path)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[3] ^= 1
            // What comes behind may be short or long.
            for (rest, reason) in [
                (0, "byte 0 is no header of a member"),
                (2 << 20, "its members cannot be followed beyond byte 0"),
            ] {
                try (bytes + Data(count: rest)).write(to: URL(fileURLWithPath: path))
                #expect(throws: ArchiveError.damaged(file: path, reason: reason)) {
                    try Store.open(at: path)
                }
            }
        }
    }

    @Test func `a damaged blob is never sealed`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let archive = try store.archive(.latest)
            let blob = store.layout.blob(try Sample.bytes(of: archive.builds[1], in: archive))
            var bytes = try Data(contentsOf: URL(fileURLWithPath: blob))
            bytes[bytes.endIndex - 1] ^= 1
            try bytes.write(to: URL(fileURLWithPath: blob))
            let error = #expect(throws: ArchiveError.self) { try seal(archive, at: folder + "/a.tar") }
            #expect(error?.status == .badArchive)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(!left.contains { $0.hasPrefix("a.tar") })
        }
    }
}
