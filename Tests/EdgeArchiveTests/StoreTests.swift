import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct StoreTests {
    private func put(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }

    private func text(_ path: String) throws -> String {
        try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    }

    @Test func `a store is made once and opened afterwards`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/deep/store/"
            let store = try Store.openOrCreate(at: path, id: "one")
            #expect(try store.ferry().store == "one")
            #expect(try Store.openOrCreate(at: path, id: "two").ferry().store == "one")
            #expect(throws: ArchiveError.occupied(path: path)) { try Store.create(at: path, id: "two") }
            #expect(try store.snapshots().isEmpty)
        }
    }

    @Test func `what a killed creation left is finished`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/store"
            let store = try Store.create(at: path, id: "one")
            try FileManager.default.removeItem(atPath: store.layout.path(Layout.ferry))
            #expect(try Store.openOrCreate(at: path, id: "two").ferry().store == "two")
        }
    }

    @Test func `of snapshots taken in one second, or with a clock set back, the last is the latest`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "one")
            let time = Date(timeIntervalSince1970: 1_790_000_000.4)
            var ids: [String] = []
            for number in 0..<6 {
                let writer = try SnapshotWriter(
                    store, organization: OrganizationName("Harbour"), source: "https://edge.example",
                    dialect: Dialect(), now: number == 5 ? time - 3600 : time)
                for kind in Kind.allCases {
                    let role: JSONObject = ["name": "One", "label": .int(number)]
                    let documents = kind == .role ? [Document(kind: .role, name: "One", fields: role)] : []
                    try await writer.write(documents, kind: kind)
                }
                ids.append(try await writer.commit().id)
                #expect(try store.archive(.latest).id == ids.last)
            }
            #expect(try store.snapshots().map(\.id) == ids)
        }
    }

    @Test func `a store that lost its ferry file is damaged and not old`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let ferry = store.layout.path(Layout.ferry)
            try FileManager.default.removeItem(atPath: ferry)
            #expect(throws: ArchiveError.missing(file: ferry)) { try Store.open(at: store.path) }
            #expect(throws: ArchiveError.missing(file: ferry)) {
                try Store.openOrCreate(at: store.path, id: "two")
            }
        }
    }

    @Test func `what is no store is refused, each in its way`() async throws {
        try await withTemporaryFolder { folder in
            try put("x", folder + "/file")
            try put("x", folder + "/sealed.tar")
            #expect(throws: ArchiveError.noArchive(path: folder)) { try Store.open(at: folder) }
            #expect(throws: ArchiveError.noArchive(path: folder + "/file")) {
                try Store.open(at: folder + "/file")
            }
            #expect(throws: ArchiveError.noArchive(path: folder + "/sealed.tar")) {
                try ArchiveAddress(parsing: folder + "/sealed.tar").open()
            }
            #expect(throws: ArchiveError.nothingThere(path: folder + "/none")) {
                try Store.open(at: folder + "/none")
            }
            #expect(throws: ArchiveError.occupied(path: folder)) {
                try Store.openOrCreate(at: folder, id: "x")
            }
        }
    }

    @Test func `an unknown version and an unknown feature are refused`() async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "one")
            let path = store.layout.path(Layout.ferry)
            let good = try JSON(reading: text(path))
            for (key, value) in [
                ("format", "0.2"), ("format", "2.0"), ("format", "1"), ("format", "1.01"),
                ("requires", ["age"]),
            ] as [(String, JSON)] {
                let changed = good.setting(value, at: JSONPointer([key]))
                    .setting(nil, at: JSONPointer(["sha256"]))
                let digest = Digest(of: changed.data).description
                let whole = changed.setting(.string(digest), at: JSONPointer(["sha256"]))
                try put(whole.canonical + "\n", path)
                #expect {
                    try Store.open(at: store.path)
                } throws: {
                    if case ArchiveError.unknownFormat = $0 { true } else { false }
                }
                // Without the matching digest the same change is damage.
                try put(good.setting(value, at: JSONPointer([key])).canonical + "\n", path)
                #expect {
                    try Store.open(at: store.path)
                } throws: {
                    if case ArchiveError.damaged = $0 { true } else { false }
                }
            }
        }
    }

    @Test func `a later minor version is read, with what it adds`() async throws {
        try await withTemporaryFolder { folder in
            let (store, summary) = try await Sample.store(in: folder)
            let path = store.layout.path(Layout.ferry)
            var later = try JSON(reading: text(path)).setting("1.12", at: JSONPointer(["format"]))
                .setting(["since": 2031], at: JSONPointer(["mood"])).setting(nil, at: JSONPointer(["sha256"]))
            later = later.setting(
                .string(Digest(of: later.data).description), at: JSONPointer(["sha256"]))
            try put(later.canonical + "\n", path)
            #expect(try store.ferry().version == "1.12")
            #expect(try store.ferry().text == text(path))

            // A commit and its config, as a later release writes them.
            let file = try #require(try store.commitFiles().first)
            let archive = try store.archive(.id(summary.id))
            let config = try JSON(reading: archive.commit.configData)
                .setting("1.3", at: JSONPointer(["format"])).setting(true, at: JSONPointer(["shiny"]))
            let manifest = Manifest(
                artifactType: ArchiveFormat.snapshotType,
                config: try blob(config.data, ArchiveFormat.configType, store),
                layers: archive.manifest.layers + [try blob(Data("?".utf8), "application/new", store)])
            let commit = try Commit(
                configData: config.data,
                manifest: try blob(manifest.json.data, ArchiveFormat.manifestType, store), file: "new")
            try FileManager.default.removeItem(atPath: store.layout.path(file.path))
            try put(commit.text, store.layout.path(Layout.commit(commit)))
            let reopened = try Store.open(at: store.path).archive(.latest)
            #expect(reopened.builds == archive.builds)
            #expect(try reopened.documents(.role) == archive.documents(.role))
            #expect(try store.blobs(of: commit).contains { $0.mediaType == "application/new" })
        }
    }

    private func blob(_ bytes: Data, _ type: String, _ store: Store) throws -> Descriptor {
        let digest = Digest(of: bytes)
        try bytes.write(to: URL(fileURLWithPath: store.layout.blob(digest)))
        return Descriptor(mediaType: type, digest: digest, size: Int64(bytes.count))
    }

    @Test func `addresses name snapshots`() async throws {
        try await withTemporaryFolder { folder in
            let (store, first) = try await Sample.store(in: folder)
            let later = try await Sample.writer(store, now: Sample.time + 60).commit()
            let open = { (suffix: String) in try ArchiveAddress(parsing: store.path + suffix).open().id }
            #expect(try open("") == later.id)
            #expect(try open("@latest") == later.id)
            #expect(try open("@Harbour/latest") == later.id)
            #expect(try open("@" + first.id) == first.id)
            #expect(throws: ArchiveError.noSnapshot(store: store.path, reference: "Quay/latest")) {
                try open("@Quay/latest")
            }
            let quay = try SnapshotWriter(
                store, organization: OrganizationName("Quay"), source: "https://edge.example",
                dialect: Dialect(), now: Sample.time)
            _ = try await quay.commit()
            #expect(throws: ArchiveError.ambiguous(store: store.path, organizations: ["Harbour", "Quay"])) {
                try open("")
            }
        }
    }

    @Test(
        arguments: [
            ("a@b/store", "a@b/store", nil), ("store@latest", "store", "latest"),
            ("a@b@0123456789ab", "a@b", "0123456789ab"), ("s@Org_1/latest", "s", "Org_1/latest"),
            ("s@a b/latest", "s@a b/latest", nil), ("s@", "s@", nil),
        ] as [(String, String, String?)])
    func `an address is split at a reference only`(text: String, path: String, reference: String?) {
        let address = ArchiveAddress(parsing: text)
        #expect(address.path == path)
        #expect(address.reference?.description == reference)
        #expect(address.description == text)
    }

    @Test func `readers believe no descriptor`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let archive = try store.archive(.latest)
            let build = try #require(archive.builds.first)
            let blob = store.layout.blob(try #require(try archive.recipe(of: build).blobs.last))
            let bytes = try Data(contentsOf: URL(fileURLWithPath: blob))
            try bytes.dropLast().write(to: URL(fileURLWithPath: blob))
            #expect(throws: ArchiveError.self) { try archive.source(of: build) }
            let layer = try #require(archive.layer(.role))
            let path = store.layout.blob(layer.digest)
            var documents = try Data(contentsOf: URL(fileURLWithPath: path))
            documents[10] ^= 1
            try documents.write(to: URL(fileURLWithPath: path))
            #expect(throws: ArchiveError.damaged(file: path, reason: "its SHA-256 is not its name")) {
                try archive.documents(.role)
            }
            try FileManager.default.removeItem(atPath: path)
            #expect(throws: ArchiveError.missing(file: path)) { try archive.documents(.role) }
            let wrong = Descriptor(mediaType: "x", digest: layer.digest, size: layer.size)
            #expect(throws: ArchiveError.missing(file: path)) { try store.check(wrong) }
        }
    }

    @Test func `every case explains itself`() {
        let cases: [ArchiveError] = [
            .nothingThere(path: "p"), .noArchive(path: "p"), .sealed(path: "p"), .occupied(path: "p"),
            .nothingToAdopt(path: "p"),
            .damaged(file: "f", reason: "r"), .missing(file: "f"),
            .unknownFormat(file: "f", version: "9", features: ["x"]),
            .noSnapshot(store: "s", reference: "r"), .ambiguous(store: "s", organizations: ["A", "B"]),
            .locked(store: "s", by: .writer), .unread(kind: .role, reason: "403"),
            .otherBuild(name: "b", reason: "r"), .tooLarge(what: "roles", limit: 1),
            .misnamed(object: "o", reason: "r"), .file(path: "p", doing: "write", code: ENOSPC),
        ]
        #expect(cases.allSatisfy { !$0.what.isEmpty && $0.status != .done })
        #expect(ArchiveError.file(path: "p", doing: "write", code: ENOSPC).status == .io)
        #expect(ArchiveError.locked(store: "s", by: .writer).status == .tryAgain)
    }
}
