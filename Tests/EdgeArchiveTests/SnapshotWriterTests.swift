import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

struct SnapshotWriterTests {
    @Test func `what was written is read back, without secrets`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let archive = try ArchiveAddress(parsing: store.path).open()
            #expect(archive.summary == summary)
            #expect(try store.snapshots() == [summary])
            #expect(try archive.documents(.role).map(\.name) == ["Administrators", "Testers"])
            #expect(try archive.documents(.role) == Sample.roles.reversed())
            let origin = try archive.documents(.deployment)[0].fields["origin"]
            #expect(origin == ["bucket": "b"])
            let places = archive.masked[ObjectID(kind: .deployment, name: "eu")]
            #expect(places?.map(\.description) == ["/origin/region", "/origin/secretAccessKey"])
            #expect(archive.dialect == Dialect())
            #expect(archive.missingBuilds.map(\.name) == ["build/Tide/3"])
            #expect(summary.builds == 2)
            #expect(throws: ArchiveError.unread(kind: .subscription, reason: "forbidden")) {
                try archive.documents(.subscription)
            }
            #expect(throws: ArchiveError.self) { try archive.documents(.user) }
        }
    }

    @Test func `a build comes back byte for byte`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let archive = try store.archive(.latestOf(Sample.harbour()))
            let build = try #require(archive.build(try AppName("Tide"), SourceBuild(2)))
            let source = try archive.source(of: build)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/2.tar"))
            #expect(source.size == Int64(bytes.count))
            #expect(build.digest == Digest(of: bytes))
            #expect(try StoredFile.digest(of: source, Cancellation()) == build.digest)
        }
    }

    @Test func `equal state gives equal blobs`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let writer = try Sample.writer(store, now: Sample.time + 60)
            let before = try store.names(in: Layout.blobs)
            try await writer.write(Sample.roles.reversed(), kind: .role)
            let known = try #require(try store.archive(.latest).builds.first)
            let reused = try await writer.keep(
                known.app, known.number, label: known.label,
                copying: try FileSlice(whole: "\(folder)/\(known.number).tar"))
            #expect(reused == known)
            #expect(try store.names(in: Layout.blobs) == before)
            _ = try await writer.commit()
            #expect(try store.snapshots().count == 2)
        }
    }

    @Test func `a second writer is told to wait`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let writer = try Sample.writer(store)
            #expect(throws: ArchiveError.locked(store: store.path, by: .writer)) { try Sample.writer(store) }
            _ = try await writer.commit()
        }
    }

    @Test func `the same state in the same second is the same snapshot`() async throws {
        try await withTemporaryFolder { folder in
            let (store, first) = try await Sample.store(in: folder)
            let copy = try Sample.writer(store)
            try await copy.write(Sample.roles, kind: .role)
            try await copy.write(Sample.deployments, kind: .deployment)
            await copy.unread(.subscription, status: 403, reason: "forbidden")
            let app = try AppName("Tide")
            for number in [2, 1] {
                let tar = try FileSlice(whole: "\(folder)/\(number).tar")
                _ = try await copy.keep(app, SourceBuild(number), label: "v\(number)", copying: tar)
            }
            await copy.missing(app, SourceBuild(3), reason: "no source gave it")
            #expect(try await copy.commit() == first)
            #expect(try store.snapshots() == [first])
        }
    }

    @Test func `nothing is seen before the commit`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try Sample.writer(store)
            try await writer.write(Sample.roles, kind: .role)
            #expect(try store.snapshots().isEmpty)
            #expect(throws: ArchiveError.noSnapshot(store: store.path, reference: "latest")) {
                try store.archive(.latest)
            }
        }
    }

    @Test func `a document under a wrong name, and one that comes twice, are refused`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try Sample.writer(store)
            let wrong = Document(kind: .role, name: "A", fields: ["name": "B"])
            await #expect(throws: ArchiveError.self) { try await writer.write([wrong], kind: .role) }
            let twice = [Sample.roles[0], Sample.roles[0]]
            await #expect(throws: ArchiveError.self) { try await writer.write(twice, kind: .role) }
        }
    }

    @Test func `a staged build is kept, and found again by its provenance`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let app = try AppName("Tide")
            let tar = try Sample.tar(folder + "/1.tar", text: "one")
            let mark = try #require(Provenance(url: "https://b/1.tar", etag: "\"e1\"", size: tar.size))
            let writer = try Sample.writer(store)
            let staged = writer.staging(app, SourceBuild(1))
            try FileManager.default.copyItem(atPath: tar.path, toPath: staged)
            let kept = try await writer.keep(app, SourceBuild(1), label: nil, from: mark)
            await writer.close()

            let next = try Sample.writer(store)
            #expect(try await next.known(app, SourceBuild(1), label: nil, from: mark) == kept)
            let changed = try #require(Provenance(url: "https://b/1.tar", etag: "\"e2\"", size: tar.size))
            #expect(try await next.known(app, SourceBuild(1), label: nil, from: changed) == nil)

            // What is not there any more is read again.
            _ = try await next.commit()
            let recipe = try store.archive(.latest).recipe(of: kept)
            try FileManager.default.removeItem(atPath: store.layout.blob(try #require(recipe.blobs.last)))
            let last = try Sample.writer(store)
            #expect(try await last.known(app, SourceBuild(1), label: nil, from: mark) == nil)
        }
    }

    @Test func `an unchanged build writes nothing`() async throws {
        try await withTemporaryFolder { folder in
            let known = try await KnownBuild(in: folder)
            let writer = try Sample.writer(known.store)
            let before = try FolderState(of: known.store.path)
            #expect(try await known.ask(writer) == known.build)
            let written = try FolderState(of: known.store.path).written(since: before)
            #expect(written.isEmpty, "\(written)")
            _ = try await writer.commit()
            #expect(try known.store.archive(.latest).builds == [known.build])
        }
    }

    @Test func `a build with another label keeps its bytes, and writes nothing the next time`() async throws {
        try await withTemporaryFolder { folder in
            let known = try await KnownBuild(in: folder)
            let writer = try Sample.writer(known.store)
            let blobs = try FolderState(of: known.store.path + "/blobs")
            let renamed = try #require(try await known.ask(writer, label: "new"))
            #expect(renamed.label == "new")
            #expect(renamed.digest == known.build.digest)
            #expect(renamed.manifest != known.build.manifest)
            // A recipe and a manifest.
            #expect(try FolderState(of: known.store.path + "/blobs").written(since: blobs).count == 2)
            _ = try await writer.commit()
            let archive = try known.store.archive(.latest)
            #expect(archive.builds == [renamed])
            #expect(try archive.recipe(of: renamed).label == "new")

            let next = try Sample.writer(known.store)
            let before = try FolderState(of: known.store.path)
            #expect(try await known.ask(next, label: "new") == renamed)
            #expect(try FolderState(of: known.store.path) == before)
        }
    }

    @Test(arguments: ["config", "recipe", "manifest", "pieces", "pack"], ["other bytes", "cut", "missing"])
    func `a build of which a blob is damaged is whole again after the next snapshot`(
        blob: String, flaw: String
    ) async throws {
        try await withTemporaryFolder { folder in
            let known = try await KnownBuild(in: folder)
            let damaged = try #require(known.blobs[blob])
            let path = known.store.layout.blob(damaged)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            switch flaw {
            case "other bytes":
                try Data(bytes.map { ~$0 }).write(to: URL(fileURLWithPath: path))
                // Only validation reads the large ones.
                try known.store.leave(
                    ValidationNote(
                        time: Date(), depth: .bytes, verdict: .damaged, snapshots: [:],
                        damaged: [Layout.blob(damaged)]))
            case "cut": truncate(path, off_t(bytes.count - 1))
            default: try FileManager.default.removeItem(atPath: path)
            }
            let writer = try Sample.writer(known.store)
            let found = try await known.ask(writer)
            #expect((found == nil) == (blob != "config"), "the config is the same for all builds")
            let build: ArchivedBuild
            if let found {
                build = found
            } else {
                build = try await writer.keep(
                    known.build.app, known.build.number, label: "old", copying: known.tar, from: known.mark)
            }
            #expect(build.digest == known.build.digest)
            _ = try await writer.commit()
            #expect(known.blobs.count == 5)
            for digest in known.blobs.values {
                let stored = try FileSlice(whole: known.store.layout.blob(digest))
                #expect(try StoredFile.digest(of: stored, Cancellation()) == digest)
            }
        }
    }

    @Test func `documents that are there already are not written again`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let before = try FolderState(of: store.path + "/blobs")
            let writer = try Sample.writer(store, now: Sample.time + 60)
            try await writer.write(Sample.roles, kind: .role)
            #expect(try FolderState(of: store.path + "/blobs") == before)
        }
    }

    @Test func `a build of another size than announced is refused`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try Sample.writer(store)
            let tar = try Sample.tar(folder + "/1.tar", text: "one")
            let app = try AppName("Tide")
            await #expect(throws: ArchiveError.self) {
                try await writer.keep(app, SourceBuild(1), label: nil, copying: tar, size: 7)
            }
            try FileManager.default.copyItem(
                atPath: tar.path, toPath: writer.staging(app, SourceBuild(1)))
            await #expect(throws: ArchiveError.self) {
                try await writer.keep(app, SourceBuild(1), label: nil, size: 7)
            }
        }
    }

    @Test func `credentials in the address of the source are not stored`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try SnapshotWriter(
                store, organization: Sample.harbour(), source: "https://me:secret@edge.example?key=1",
                dialect: Dialect(), now: Sample.time)
            _ = try await writer.commit()
            let source = try store.archive(.latest).config.source
            #expect(!source.contains("secret") && !source.contains("key"))
            #expect(source.contains("edge.example"))
        }
    }

    @Test func `the very same snapshot again changes nothing, or brings back what its commit was`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let file = store.layout.path(try #require(try store.commitFiles().first).path)
            let (bytes, number) = (try Data(contentsOf: URL(fileURLWithPath: file)), try inode(file))
            func again() async throws {
                let writer = try Sample.writer(store)
                try await writer.write(Sample.roles, kind: .role)
                try await writer.write(Sample.deployments, kind: .deployment)
                await writer.unread(.subscription, status: 403, reason: "forbidden")
                for number in 1...2 {
                    _ = try await writer.keep(
                        AppName("Tide"), SourceBuild(number), label: "v\(number)",
                        copying: FileSlice(whole: "\(folder)/\(number).tar"))
                }
                await writer.missing(try AppName("Tide"), SourceBuild(3), reason: "no source gave it")
                #expect(try await writer.commit() == summary)
                #expect(try store.commitFiles().count == 1)
                #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == bytes)
            }
            try await again()
            #expect(try inode(file) == number)
            try bytes.dropLast(9).write(to: URL(fileURLWithPath: file))
            try await again()
            #expect(try store.snapshots() == [summary])
            #expect(try store.names(in: Layout.work).allSatisfy { !$0.hasSuffix(".partial") })
        }
    }

    private func inode(_ path: String) throws -> UInt64? {
        try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? UInt64
    }

    @Test func `a weak tag says nothing about a file`() {
        #expect(Provenance(url: "https://b/1.tar", etag: "W/\"e\"", size: 1) == nil)
        #expect(Provenance(url: "https://b/1.tar", etag: nil, size: 1) == nil)
    }
}

/// A store with one build that came from an address.
private struct KnownBuild {
    let store: Store
    let tar: FileSlice
    let mark: Provenance
    let build: ArchivedBuild
    /// Every blob of the build by what it is for.
    let blobs: [String: Digest]

    init(in folder: String) async throws {
        store = try Store.create(at: folder + "/store", id: "sample")
        tar = try Sample.tar(folder + "/1.tar", text: "one")
        mark = try #require(Provenance(url: "https://b/1.tar", etag: "\"e1\"", size: tar.size))
        let writer = try Sample.writer(store)
        build = try await writer.keep(AppName("Tide"), SourceBuild(1), label: "old", copying: tar, from: mark)
        _ = try await writer.commit()
        let manifest = try store.manifest(build.manifest, type: ArchiveFormat.buildType)
        blobs = Dictionary(
            uniqueKeysWithValues: zip(
                ["manifest", "config", "recipe", "pieces", "pack"],
                [build.manifest.digest] + manifest.blobs.map(\.digest)))
    }

    func ask(_ writer: SnapshotWriter, label: String = "old") async throws -> ArchivedBuild? {
        try await writer.known(build.app, build.number, label: label, from: mark)
    }
}
