import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit

extension GoldenArchive {
    /// What the archives hold, for those who read them later.
    private struct Held {
        var documents: [String] = []
        var builds: [GoldenBuild] = []
    }

    /// Writes the archives of the format of this release. They are evidence, so they are never written again.
    static func write() async throws {
        let golden = GoldenArchive(version: ArchiveFormat.version)
        guard !FileManager.default.fileExists(atPath: golden.folder) else {
            throw MissingValue(
                what: "a reason to write \(golden.folder) again: archives of a format never change")
        }
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "golden-\(golden.version)")
            let held = try await fill(store, folder)
            let sealing = try Sealing(try store.archive(.latestOf(try OrganizationName("Harbour"))))
            var tar = try TarWriter(creating: folder + "/harbour.tar")
            try sealing.write(to: &tar, Cancellation(), Meter())
            try tar.seal()
            try FileManager.default.removeItem(atPath: folder + "/store/work")
            try FileManager.default.createDirectory(
                atPath: golden.folder, withIntermediateDirectories: false)
            for (from, to) in [("store", golden.store), ("harbour.tar", golden.sealed)] {
                try FileManager.default.moveItem(atPath: "\(folder)/\(from)", toPath: to)
            }
            try lines(held.documents, to: golden.documents)
            try lines(held.builds.map(\.json.canonical), to: golden.builds)
        }
    }

    private static func lines(_ lines: [String], to path: String) throws {
        try lines.map { $0 + "\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
    }

    /// Two snapshots of one organization and one of another, which shares bytes of its builds.
    private static func fill(_ store: Store, _ folder: String) async throws -> Held {
        let raw = folder + "/raw.tar"
        var small = try TarWriter(creating: raw)
        try small.addFile("game/one", bytes: "one".utf8)
        try small.seal()
        let tars = try (2...3).map { try tar($0, in: folder) }
        let tide = try AppName("Tide")
        var held = Held()

        // A raw build, which a run left that never committed, and one in chunks.
        var writer = try self.writer(store, "Harbour", day: 0, .raw)
        try await keep(tide, 1, "the first", raw, by: writer, &held)
        await writer.close()
        writer = try self.writer(store, "Harbour", day: 1, .chunked(form))
        try await write(Kind.allCases, to: writer, Dialect(), &held)
        try await known(tide, 1, "the first", raw, by: writer)
        try await keep(tide, 2, nil, tars[0], by: writer, &held)
        _ = try await writer.commit()

        // A build that shares chunks with that of the night before; subscriptions and a build that could not be had.
        writer = try self.writer(store, "Harbour", day: 2, .chunked(form))
        try await write(Kind.allCases.filter { $0 != .subscription }, to: writer, Dialect(), &held)
        await writer.unread(.subscription, status: 403, reason: "forbidden")
        await writer.missing(tide, SourceBuild(4), reason: "no build source has it")
        await writer.fuzzy([ObjectID(kind: .app, name: "Tide")])
        await writer.notCarried("bundles", count: 7)
        await writer.notCarried("keys", count: nil)
        try await known(tide, 1, "the first", raw, by: writer)
        try await known(tide, 2, nil, tars[0], by: writer)
        try await keep(tide, 3, "third, „gut“", tars[1], by: writer, &held)
        _ = try await writer.commit()

        // Another organization, another dialect, and a kind of which there is none.
        var dialect = Dialect()
        dialect.apps.maxBuilds = "keepBuilds"
        writer = try self.writer(store, "Quay_2", day: 3, .chunked(form), dialect)
        try await write([.role, .app], to: writer, dialect, &held)
        try await writer.write([], kind: .subscription)
        held.documents.append("[]")
        for kind in [Kind.deployment, .user] { await writer.unread(kind, status: nil, reason: "not asked") }
        try await keep(tide, 7, nil, tars[1], by: writer, &held)
        _ = try await writer.commit()
        return held
    }

    private static func writer(
        _ store: Store, _ organization: String, day: Double, _ builds: BuildRepresentation,
        _ dialect: Dialect = Dialect()
    ) throws -> SnapshotWriter {
        try SnapshotWriter(
            store, organization: OrganizationName(organization),
            source: "https://edge.example/\(organization)",
            dialect: dialect, builds: builds, now: Date(timeIntervalSince1970: 1_790_000_000 + 86_400 * day))
    }

    private static func write(
        _ kinds: [Kind], to writer: SnapshotWriter, _ dialect: Dialect, _ held: inout Held
    ) async throws {
        for kind in kinds {
            let documents = try GoldenOrganization.documents(kind, dialect)
            try await writer.write(documents, kind: kind)
            let kept = documents.sorted { precedes($0.name, $1.name) }.map {
                JSON.object(Mask(dialect).apply(to: $0).document.fields)
            }
            held.documents.append(JSON.array(kept).canonical)
        }
    }

    private static func keep(
        _ app: AppName, _ number: Int, _ label: String?, _ tar: String, by writer: SnapshotWriter,
        _ held: inout Held
    ) async throws {
        let build = try await writer.keep(
            app, SourceBuild(number), label: label, copying: try FileSlice(whole: tar),
            from: try Provenance(file: tar))
        let digest = Digest(of: try Data(contentsOf: URL(fileURLWithPath: tar)))
        held.builds.append(GoldenBuild(writer.organization.text, build, digest))
    }

    private static func known(
        _ app: AppName, _ number: Int, _ label: String?, _ tar: String, by writer: SnapshotWriter
    ) async throws {
        _ = try await writer.known(
            app, SourceBuild(number), label: label, from: try Provenance(file: tar)
        ).orThrow("the build of the snapshot before")
    }

    /// Small enough for several frames and packs of a few kilobytes.
    private static let form: ChunkedForm = {
        var form = ChunkedForm()
        (form.leastChunk, form.aimedChunk, form.mostChunk) = (256, 512, 1 << 10)
        (form.headers, form.frame, form.pack, form.largestPack) = (1 << 10, 1 << 10, 1_500, 1_500)
        form.batch = 2 << 10
        return form
    }()

    /// The tar of a build; one member differs from build to build.
    private static func tar(_ number: Int, in folder: String) throws -> String {
        func noise(_ count: Int, seed: Int) -> [UInt8] {
            var random = SeededGenerator(seed: UInt64(seed))
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        let path = "\(folder)/\(number).tar"
        var tar = try TarWriter(creating: path)
        try tar.addDirectory("game")
        try tar.addFile("game/run", bytes: "#!/bin/sh\n".utf8, isExecutable: true)
        try tar.addSymbolicLink("game/start", to: "run")
        try tar.addFile("game/empty", bytes: [])
        try tar.addFile("game/\(String(repeating: "long/", count: 25))ünïcode.txt", bytes: "a".utf8)
        try tar.addFile("game/text", bytes: String(repeating: "waves and more waves\n", count: 90).utf8)
        try tar.addFile("game/same.bin", bytes: noise(1_801, seed: 1))
        try tar.addFile("game/own.bin", bytes: noise(900, seed: 10 + number))
        try tar.seal()
        return path
    }
}
