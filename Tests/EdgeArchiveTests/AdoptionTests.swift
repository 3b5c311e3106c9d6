import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct AdoptionTests {
    private func files(_ store: Store) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for file in try store.files.list() {
            files[file.path] = try store.files.read(file.path, limit: 1 << 30)
        }
        return files
    }

    private func adopt(_ store: Store) async throws -> CarryReport {
        try await Adoption(at: store.path, id: "adopted", Meter()).run()
    }

    private func remove(_ path: String, of store: Store) throws {
        try FileManager.default.removeItem(atPath: store.layout.path(path))
    }

    @Test func `a lost commit comes back byte for byte`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let before = try files(store)
            try remove(Layout.snapshots, of: store)
            #expect(try await adopt(store).carried == [summary.id])
            #expect(try files(store) == before)
            #expect(try await adopt(store).present == [summary.id])
            #expect(try files(store) == before)
        }
    }

    @Test func `an OCI layout without anything of ours beside the blobs becomes a store`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            for path in [
                Layout.snapshots, Layout.ferry, Layout.formatText, Layout.reader, Layout.sums, Layout.work,
            ] {
                try remove(path, of: store)
            }
            try Data(#"{"imageLayoutVersion": "1.0.0"}"#.utf8)
                .write(to: URL(fileURLWithPath: store.layout.path(Layout.ociLayout)))
            #expect(try await adopt(store).carried == [summary.id])
            let adopted = try Store.open(at: store.path)
            #expect(try adopted.ferry().store == "adopted")
            #expect(try adopted.snapshots() == [summary])
        }
    }

    @Test func `a snapshot whose build was not carried is named, and its tag stays`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let build = try store.archive(.latest).builds[0]
            let blob = store.layout.blob(build.manifest.digest)
            let kept = try Data(contentsOf: URL(fileURLWithPath: blob))
            try remove(Layout.snapshots, of: store)
            try remove(Layout.blob(build.manifest.digest), of: store)
            let index = try store.files.read(Layout.index, limit: 1 << 20)
            let report = try await adopt(store)
            #expect(report.failures.contains { $0.snapshot == "Harbour-\(summary.id)" })
            #expect(report.failures.allSatisfy { $0.error == .missing(file: blob) })
            #expect(report.status == .badArchive)
            #expect(try store.commitFiles().isEmpty)
            #expect(try store.files.read(Layout.index, limit: 1 << 20) == index)
            try kept.write(to: URL(fileURLWithPath: blob))
            #expect(try await adopt(store).carried == [summary.id])
        }
    }

    @Test func `bytes that are damaged are never adopted`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let archive = try store.archive(.latest)
            let build = store.layout.blob(try Sample.bytes(of: archive.builds[1], in: archive))
            var bytes = try Data(contentsOf: URL(fileURLWithPath: build))
            bytes[bytes.endIndex - 1] ^= 1
            try bytes.write(to: URL(fileURLWithPath: build))
            try remove(Layout.snapshots, of: store)
            let report = try await adopt(store)
            #expect(
                report.failures.map(\.error) == [
                    .damaged(file: build, reason: "its SHA-256 is not its name")
                ])
            #expect(try store.commitFiles().isEmpty)
        }
    }

    @Test func `what is no layout, or one of something else, is refused and left alone`() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/other/blobs/sha256", withIntermediateDirectories: true)
            #expect(throws: ArchiveError.noArchive(path: folder)) {
                try Adoption(at: folder, id: "x", Meter())
            }
            try Data(#"{"schemaVersion": 2, "manifests": []}"#.utf8)
                .write(to: URL(fileURLWithPath: folder + "/other/index.json"))
            await #expect(throws: ArchiveError.nothingToAdopt(path: folder + "/other")) {
                try await Adoption(at: folder + "/other", id: "x", Meter()).run()
            }
            #expect(!FileManager.default.fileExists(atPath: folder + "/other/ferry.json"))
        }
    }
}
