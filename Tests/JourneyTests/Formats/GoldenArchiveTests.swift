import EdgeArchive
import EdgeCore
import EdgeTar
import EdgeValidate
import Foundation
import TestKit
import Testing

/// Archives of every format since 1.0 are read by everything that reads.
@Suite struct GoldenArchiveTests {
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["EDGEFERRY_NEW_FORMAT"] == ArchiveFormat.version))
    func `the archives of a new format are written once`() async throws { try await GoldenArchive.write() }

    @Test func `the format of this release has its archives`() {
        #expect(GoldenArchive.all.map(\.version).contains(ArchiveFormat.version))
    }

    @Test(arguments: GoldenArchive.all)
    func `they are intact to the last byte of every tar`(_ golden: GoldenArchive) async throws {
        for path in [golden.store, golden.sealed] {
            let report = try await Validation(
                ArchiveAddress(parsing: path), level: .content, whole: true
            ).run()
            #expect(report.verdict == .intact)
            #expect(report.findings.allSatisfy { $0.severity == .note }, "\(report.lines)")
            let name = (path as NSString).lastPathComponent
            try expectGolden(
                report.lines.joined(separator: "\n") + "\n", "archive-\(golden.version)/validate-\(name)")
        }
    }

    @Test(arguments: GoldenArchive.all)
    func `documents and builds come out as they went in`(_ golden: GoldenArchive) throws {
        let archives = try golden.archives()
        let documents = try archives.flatMap { archive in
            try archive.config.read.keys.sorted().map { kind in
                JSON.array(try archive.documents(kind).map { JSON.object($0.fields) }).canonical + "\n"
            }
        }
        #expect(try documents.joined() == String(contentsOfFile: golden.documents, encoding: .utf8))
        let found = try archives.flatMap { archive in
            try archive.builds.map { build in
                let source = try archive.verifiedSource(of: build)
                let digest = try StoredFile.digest(of: source, Cancellation())
                #expect(digest == build.digest)
                return GoldenBuild(archive.organization.text, build, digest)
            }
        }
        #expect(try Set(found.map(\.json)) == Set(builds(golden).map(\.json)))
    }

    @Test(arguments: GoldenArchive.all)
    func `they hold a raw build, several packs, and packs of two builds`(_ golden: GoldenArchive) throws {
        let archive = try #require(golden.archives().first { !$0.missingBuilds.isEmpty })
        let recipes = try archive.builds.map { try archive.recipe(of: $0) }
        #expect(recipes.count == 3)
        #expect(recipes[0].representation == .raw)
        let shared = Set(recipes[1].blobs).intersection(recipes[2].blobs)
        #expect(recipes[1].blobs.count > 2 && !shared.isEmpty)
        let packs = try shared.map { try archive.store.pack($0).frames.count }
        #expect(packs.contains { $0 > 1 })
        #expect(archive.unread.count == 1 && !archive.masked.isEmpty)
    }

    private func builds(_ golden: GoldenArchive) throws -> [GoldenBuild] {
        try String(contentsOfFile: golden.builds, encoding: .utf8).split(separator: "\n").map {
            try GoldenBuild(JSON(reading: String($0))).orThrow("a build: \($0)")
        }
    }

    @Test(arguments: GoldenArchive.all)
    func `list and show tell the same of them for ever`(_ golden: GoldenArchive) async throws {
        func expect(_ arguments: [String], _ name: String) async throws {
            let run = try await FerryRun.of(arguments + ["--format", "json"])
            #expect(run.status == 0, "\(run.errors)")
            let text = try run.json.orThrow(run.output).readable.replacing(golden.folder, with: "FIXTURE")
            try expectGolden(text + "\n", "archive-\(golden.version)/\(name)")
        }
        try await expect(["list", golden.store], "list")
        for (place, archive) in try golden.archives().enumerated() {
            try await expect(["show", "\(golden.store)@\(archive.id)"], "show-\(place + 1)")
        }
        try await expect(["show", golden.sealed], "show-sealed")
        try await expect(["show", golden.sealed, "--object", "deployment/eu"], "show-deployment")
    }

    /// The reader in Python that they carry, and the one of today.
    @Test(arguments: GoldenArchive.all)
    func `every build is given back without the tool`(_ golden: GoldenArchive) async throws {
        try await withTemporaryFolder { folder in
            let today = try Store.create(at: folder + "/today", id: "today").layout.path(Layout.reader)
            for reader in [golden.store + "/" + Layout.reader, today] {
                for build in try builds(golden) {
                    let sum = try await Tool.shell(
                        "python3 -I '\(reader)' '\(golden.store)' \(build.name) | sha256sum", in: folder)
                    #expect(sum.prefix(64) == build.digest.hex, "\(build.name)")
                }
            }
            try await Tool.shell("sha256sum --quiet --strict -c SHA256SUMS", in: golden.store)
        }
    }

    @Test(arguments: GoldenArchive.all)
    func `sealed again they give the same bytes, and unsealed the same snapshot`(_ golden: GoldenArchive)
        async throws
    {
        try await withTemporaryFolder { folder in
            for archive in [golden.store + "@Harbour/latest", golden.sealed] {
                let seal = try await FerryRun.of(["seal", archive, "--output", folder + "/a.tar"])
                #expect(seal.status == 0, "\(seal.errors)")
                try await Tool.shell("cmp a.tar '\(golden.sealed)' && rm a.tar", in: folder)
            }
            let unseal = try await FerryRun.of(["unseal", golden.sealed, "--store", folder + "/new"])
            #expect(unseal.status == 0, "\(unseal.errors)")
            try await expectIntact(folder + "/new", [try #require(golden.archives().dropLast().last).id])
        }
    }

    @Test(arguments: GoldenArchive.all)
    func `all snapshots are carried into a new store, and a next one is added to the old`(
        _ golden: GoldenArchive
    ) async throws {
        try await golden.withCopy { folder, store in
            let ids = try golden.archives().map(\.id)
            let copy = try await FerryRun.of(["copy", store, folder + "/new"])
            #expect(copy.status == 0, "\(copy.errors)")
            try await expectIntact(folder + "/new", ids)
            try await Tool.shell(
                "diff -r store/snapshots new/snapshots && diff -r store/blobs new/blobs", in: folder)

            let old = try Store.open(at: store)
            let writer = try SnapshotWriter(
                old, organization: OrganizationName("Harbour"), source: "https://edge.example",
                dialect: Dialect(), now: Date(timeIntervalSince1970: 1_800_000_000))
            let last = try #require(golden.archives().dropLast().last)
            for build in last.builds {
                _ = try await writer.keep(
                    build.app, build.number, label: build.label, copying: try last.source(of: build))
            }
            let added = try await writer.commit()
            try await expectIntact(store, ids + [added.id])
        }
    }

    private func expectIntact(_ store: String, _ ids: [String]) async throws {
        let report = try await Validation(ArchiveAddress(parsing: store), level: .content, whole: true).run()
        #expect(report.verdict == .intact, "\(report.lines)")
        #expect(report.snapshots == ids)
    }
}
