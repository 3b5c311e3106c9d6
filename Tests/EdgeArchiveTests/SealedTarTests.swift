import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

struct SealedTarTests {
    /// The files of a store as the members of a tar.
    private func seal(_ store: Store, at path: String, _ change: (inout TarWriter) throws -> Void = { _ in })
        throws
    {
        var tar = try TarWriter(creating: path)
        for file in try store.files.list() {
            try tar.addFile(file.path, from: try store.files.slice(file.path))
        }
        try change(&tar)
        try tar.seal()
    }

    @Test func `a sealed tar reads as the store does`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            try seal(store, at: folder + "/a.tar")
            let sealed = try Store.open(at: folder + "/a.tar")
            #expect(try sealed.snapshots() == [summary])
            #expect(try sealed.names(in: Layout.blobs) == store.names(in: Layout.blobs))
            #expect(try sealed.names(in: Layout.snapshots) == ["Harbour"])
            let (plain, archive) = (try store.archive(.latest), try sealed.archive(.id(summary.id)))
            #expect(try archive.documents(.role) == plain.documents(.role))
            for build in archive.builds {
                let source = try archive.source(of: build)
                #expect(try StoredFile.digest(of: source, Cancellation()) == build.digest)
            }
        }
    }

    @Test func `GNU tar of a store's folder reads in place too`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let run = try Process.run(
                URL(fileURLWithPath: "/bin/tar"),
                arguments: ["-C", store.path, "-cf", folder + "/a.tar", "."])
            run.waitUntilExit()
            let sealed = try Store.open(at: folder + "/a.tar")
            #expect(try sealed.snapshots() == [summary])
            #expect(try sealed.files.list().map(\.path) == store.files.list().map(\.path).sorted())
        }
    }

    @Test func `nothing is written into a sealed tar`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let path = folder + "/a.tar"
            try seal(store, at: path)
            let before = try Data(contentsOf: URL(fileURLWithPath: path))
            let sealed = try Store.open(at: path)
            #expect(throws: ArchiveError.sealed(path: path)) { try Sample.writer(sealed) }
            #expect(throws: ArchiveError.sealed(path: path)) { try Store.openOrCreate(at: path, id: "x") }
            #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
        }
    }

    @Test func `a tar that was cut anywhere is damaged, and says so`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let path = folder + "/a.tar"
            try seal(store, at: path)
            let whole = try Data(contentsOf: URL(fileURLWithPath: path))
            for length in stride(from: 0, to: whole.count, by: 97) {
                try whole.prefix(length).write(to: URL(fileURLWithPath: path))
                let error = #expect(throws: ArchiveError.self) { try Store.open(at: path) }
                #expect(error?.status == .badArchive)
            }
            try whole.write(to: URL(fileURLWithPath: path))
            _ = try Store.open(at: path)
        }
    }

    @Test func `a name that stands twice, and a link, are damage when they are needed`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let blob = try #require(try store.names(in: Layout.blobs).first)
            let path = "\(Layout.blobs)/\(blob)"
            let twice = folder + "/twice.tar"
            try seal(store, at: twice) { try $0.addFile("./" + path, bytes: "other".utf8) }
            #expect(
                throws: ArchiveError.damaged(file: "\(twice)/\(path)", reason: "the tar holds it twice")
            ) { try Store.open(at: twice).files.slice(path) }
            let linked = folder + "/linked.tar"
            try seal(store, at: linked) {
                try $0.addSymbolicLink("blobs/sha256/link", to: "/etc/passwd")
                try $0.addFile("/../../outside", bytes: "x".utf8)
            }
            let sealed = try Store.open(at: linked)
            #expect(
                throws: ArchiveError.damaged(
                    file: linked + "/blobs/sha256/link", reason: "it is no regular file")
            ) { try sealed.files.slice("blobs/sha256/link") }
            let flaws = try sealed.files.list().filter { !$0.isRegular }.map(\.path)
            #expect(flaws == ["blobs/sha256/link"])
        }
    }
}
