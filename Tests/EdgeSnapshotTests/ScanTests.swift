import EdgeArchive
import EdgeCore
import EdgeSnapshot
import Foundation
import TestKit
import Testing

/// Two apps with builds of known sizes, and a vault that a scan looks through.
@Suite struct ScanTests {
    @Test func `a name with the announced size is taken, and read no second time`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            try vault.move("Tugboat/1.tar", to: "deep/Tugboat-0001.tar")
            try vault.move("Tugboat/2.tar", to: "Tugboat/2/native-build.tar")
            let report = try await source.scan(vault)
            #expect(report.status == .done, "\(report.lines)")
            #expect(report.builds.taken == 9)
            let entries = report.builds.scan?.entries ?? []
            #expect(entries.count == 9)
            #expect(entries.allSatisfy { $0.evidence == .nameAndSize })
            #expect(
                entries.first { $0.build == vault.tugboat(1) }?.paths == [
                    vault.folder + "/deep/Tugboat-0001.tar"
                ])
            let again = try await source.scan(vault)
            #expect(again.builds.unchanged == 9)
            #expect(again.builds.scan?.entries.allSatisfy { $0.evidence == .digest } == true)
        }
    }

    @Test func `patterns come first, and a scan looks for the rest only`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            try vault.move("Tugboat/1.tar", to: "elsewhere/Tugboat-1.tar")
            var sources = BuildSources([BuildPattern(vault.pattern)])
            sources.scanned = [vault.folder]
            let report = try await source.snapshot(sources)
            #expect(report.status == .done)
            #expect(report.builds.scan?.entries.map(\.build) == [vault.tugboat(1)])
            try vault.move("elsewhere/Tugboat-1.tar", to: "Tugboat/1.tar")
            #expect(try await source.snapshot(sources).builds.scan == nil, "nothing is missing")
        }
    }

    @Test func `an earlier snapshot tells a build by its bytes, under any name`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            #expect(try await source.scan(vault).status == .done)
            try vault.move("Tugboat/1.tar", to: "who/knows.tar")
            try vault.copy("Tugboat/2.tar", to: "who/not.tar")
            let report = try await source.scan(vault)
            #expect(report.status == .done)
            let entry = report.builds.scan?.entries.first { $0.build == vault.tugboat(1) }
            #expect(entry?.evidence == .digest)
            #expect(entry?.paths == [vault.folder + "/who/knows.tar"])
        }
    }

    @Test func `bytes that an earlier snapshot knows otherwise are not taken`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            #expect(try await source.scan(vault).status == .done)
            try vault.spoil("Tugboat/1.tar")
            let report = try await source.scan(vault)
            #expect(report.status == .findings)
            #expect(report.builds.missing.map(\.name) == ["build/Tugboat/1"])
            #expect(
                report.builds.missing.first?.reason.hasPrefix("name and size, but another SHA-256: ") == true)
            let archive = try Store.open(at: source.store).archive(.latest)
            #expect(archive.missingBuilds.map(\.name) == ["build/Tugboat/1"])
            #expect(!archive.builds.contains { $0.name == "build/Tugboat/1" })
        }
    }

    @Test func `what is not certain is proposed, missing, and not taken`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            // Two files of the name with other bytes; one of another size; one without the name; none.
            try vault.copy("Tugboat/1.tar", to: "old/Tugboat/1.tar")
            try vault.spoil("old/Tugboat/1.tar")
            try vault.append("Tugboat/2.tar")
            try vault.move("Tugboat/3.tar", to: "who/knows.tar")
            let report = try await source.scan(vault)
            #expect(report.status == .findings)
            let evidence = Dictionary(
                uniqueKeysWithValues: (report.builds.scan?.entries ?? []).map { ($0.build, $0.evidence) })
            #expect(evidence[vault.tugboat(1)] == .ambiguous)
            #expect(evidence[vault.tugboat(2)] == .otherSize)
            #expect(evidence[vault.tugboat(3)] == .sizeOnly)
            #expect(
                report.builds.missing.map(\.name) == [
                    "build/Tugboat/1", "build/Tugboat/2", "build/Tugboat/3",
                ])
            #expect(
                report.lines.contains { $0.contains("build/Tugboat/3 ? ") && $0.hasSuffix("(size only)") })
        }
    }

    @Test func `two copies of the same bytes are no question`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            try vault.copy("Tugboat/1.tar", to: "old/Tugboat/1.tar")
            let report = try await source.scan(vault)
            #expect(report.status == .done)
            let entry = report.builds.scan?.entries.first { $0.build == vault.tugboat(1) }
            #expect(entry?.paths == [vault.folder + "/Tugboat/1.tar"])
        }
    }

    @Test func `nothing below the folders is said for each build`() async throws {
        try await withSource { source in
            var sources = BuildSources()
            sources.scanned = [source.folder]
            let report = try await source.snapshot(sources)
            #expect(report.status == .findings)
            #expect(report.builds.missing.count == 9)
            #expect(report.builds.missing.allSatisfy { $0.reason == "no tar below the scanned folders fits" })
        }
    }

    @Test func `the proposal is a file of build sources, what is not certain commented out`() async throws {
        try await withSource { source in
            let vault = try await source.vault()
            try vault.move("Tugboat/1.tar", to: "it's \"odd\": #1/Tugboat-1.tar")
            try vault.move("Tugboat/2.tar", to: "who/knows.tar")
            let proposal = try #require(try await source.scan(vault).builds.scan)
            let file = try BuildSourcesFile(yaml: proposal.yaml, file: "proposal.yml")
            let sources = try await file.resolve([:])
            #expect(sources.single[vault.tugboat(1)] == vault.folder + "/it's \"odd\": #1/Tugboat-1.tar")
            #expect(sources.single[vault.tugboat(2)] == nil)
            #expect(sources.single.count == 8)
            // A user removes the comment sign and has a whole snapshot.
            let corrected = proposal.yaml.replacing("# 2:", with: "2:")
            let all = try await BuildSourcesFile(yaml: corrected, file: "proposal.yml").resolve([:])
            #expect(try await source.snapshot(all).status == .done)
        }
    }
}

/// A folder of tars, `APP/NUMBER.tar`.
private struct Vault: Sendable {
    let folder: String

    var pattern: String { folder + "/{app}/{build}.tar" }

    let app: AppName

    func tugboat(_ number: Int) -> BuildSources.Key { .init(app, SourceBuild(number)) }

    func move(_ old: String, to new: String) throws {
        try makeFolder(new)
        try FileManager.default.moveItem(atPath: "\(folder)/\(old)", toPath: "\(folder)/\(new)")
    }

    func copy(_ old: String, to new: String) throws {
        try makeFolder(new)
        try FileManager.default.copyItem(atPath: "\(folder)/\(old)", toPath: "\(folder)/\(new)")
    }

    /// Changes a byte and keeps the size.
    func spoil(_ name: String) throws {
        var bytes = try Data(contentsOf: url(name))
        bytes[bytes.count / 2] ^= 0xFF
        try bytes.write(to: url(name))
    }

    func append(_ name: String) throws {
        try (try Data(contentsOf: url(name)) + Data([0])).write(to: url(name))
    }

    private func url(_ name: String) -> URL { URL(fileURLWithPath: "\(folder)/\(name)") }

    private func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(
            at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    }
}

extension SnapshotSource {
    fileprivate func vault() async throws -> Vault {
        _ = try await copyBuilds()
        let vault = folder + "/vault"
        for app in try FileManager.default.contentsOfDirectory(atPath: vault) {
            for name in try FileManager.default.contentsOfDirectory(atPath: "\(vault)/\(app)")
            where name.hasSuffix(".etag") {
                try FileManager.default.removeItem(atPath: "\(vault)/\(app)/\(name)")
            }
        }
        return Vault(folder: vault, app: try AppName("Tugboat"))
    }

    fileprivate func scan(_ vault: Vault) async throws -> SnapshotReport {
        var sources = BuildSources()
        sources.scanned = [vault.folder]
        return try await snapshot(sources)
    }
}
