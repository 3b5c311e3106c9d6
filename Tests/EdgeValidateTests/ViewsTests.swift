import EdgeArchive
import EdgeCore
import EdgeValidate
import Foundation
import TestKit
import Testing

struct ViewsTests {
    /// Adds a second snapshot to a store and returns the views from before it.
    private func second(_ store: Store) async throws -> [String: Data] {
        var before: [String: Data] = [:]
        for view in [Layout.index, Layout.sums] {
            before[view] = try Data(contentsOf: URL(fileURLWithPath: store.layout.path(view)))
        }
        let writer = try Sample.writer(store, now: Sample.time + 3600)
        try await writer.write([Sample.documents[0]], kind: .role)
        _ = try await writer.commit()
        return before
    }

    @Test func `views of an earlier set of snapshots are notes`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            for (view, bytes) in try await second(store) {
                try bytes.write(to: URL(fileURLWithPath: store.layout.path(view)))
            }
            let report = try await Sample.validate(store)
            #expect(report.findings.map(\.severity) == [.note, .note])
            #expect(Set(report.findings.compactMap(\.file)) == [Layout.index, Layout.sums])
            #expect(report.status == .done)
        }
    }

    /// What views should say is not known then; what they never say is.
    @Test(arguments: [Layout.index, Layout.sums])
    func `a view that has another form is found beside a file that cannot be read`(view: String) async throws
    {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let archive = try store.archive(.latest)
            let manifest = store.layout.blob(archive.commit.manifest.digest)
            let other = try Data(contentsOf: URL(fileURLWithPath: manifest))
            try Data("{}".utf8).write(to: URL(fileURLWithPath: manifest))
            #expect(try await Sample.validate(store).findings.allSatisfy { $0.file != view })
            try other.write(to: URL(fileURLWithPath: store.layout.path(view)))
            let report = try await Sample.validate(store)
            #expect(report.findings.contains { $0.file == view && $0.severity == .finding })
            #expect(report.verdict == .damaged)
        }
    }

    @Test func `a tag without its commit is damage and points at adopt`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            _ = try await second(store)
            let commit = try #require(try store.commitFiles().first)
            try FileManager.default.removeItem(atPath: store.layout.path(commit.path))
            let report = try await Sample.validate(store)
            #expect(report.status == .badArchive)
            let lost = try #require(report.findings.first)
            #expect(lost.file == commit.path)
            #expect(lost.hint?.contains("adopt") == true)
        }
    }

    @Test func `one snapshot is validated alone`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            _ = try await second(store)
            let files = try store.commitFiles()
            try Data("{}".utf8).write(to: URL(fileURLWithPath: store.layout.path(files[0].path)))
            let whole = try await Sample.validate(store)
            #expect(whole.verdict == .damaged)
            let address = ArchiveAddress(parsing: "\(store.path)@\(files[1].id)")
            let one = try await Validation(address).run()
            #expect(one.verdict == .intact)
            #expect(one.snapshots == [files[1].id])
            let broken = ArchiveAddress(parsing: "\(store.path)@\(files[0].id)")
            #expect(try await Validation(broken).run().verdict == .damaged)
        }
    }

    @Test func `foreign files are findings, leftovers and spare blobs are notes`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let spare = Layout.blob(Digest(of: Data("spare".utf8)))
            for (file, text) in [
                ("letter.txt", "x"), ("blobs/sha256/abc", "x"), (spare, "spare"),
                ("work/staging/Harbour/Tide-9.tar.partial", "half"),
            ] {
                try Data(text.utf8).write(to: URL(fileURLWithPath: store.layout.path(file)))
            }
            let report = try await Sample.validate(store)
            #expect(report.status == .findings)
            let found = Dictionary(
                uniqueKeysWithValues: report.findings.map { ($0.file ?? "", $0.severity) })
            #expect(
                found == [
                    "letter.txt": .finding, "blobs/sha256/abc": .finding, spare: .note,
                    "work/staging/Harbour/Tide-9.tar.partial": .note,
                ])
        }
    }

    @Test func `sha256sum agrees with the sums`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let sums = try String(
                contentsOf: URL(fileURLWithPath: store.layout.path(Layout.sums)), encoding: .utf8)
            let listed = try sums.split(separator: "\n").map { line in
                let file = String(line.dropFirst(66))
                let bytes = try Data(contentsOf: URL(fileURLWithPath: store.layout.path(file)))
                #expect(Digest(of: bytes).hex == line.prefix(64))
                return file
            }
            let all = try Sample.files(store).filter { ![Layout.index, Layout.sums].contains($0) }
            #expect(listed == all)
        }
    }

    @Test func `a report reads as text and as JSON`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            try FileManager.default.removeItem(atPath: store.layout.path(Layout.index))
            let report = try await Sample.validate(store)
            #expect(report.lines.last?.hasPrefix("intact: 1 snapshot, ") == true)
            #expect(report.lines.first?.hasPrefix("finding: index.json: it is missing") == true)
            #expect(report.json["verdict"] == "intact")
            #expect(report.json["findings"]?.array?.first?["rule"] == "index-view")
        }
    }

    @Test func `no store, no snapshot and a sealed file are errors of their own`() async throws {
        try await withTemporaryFolder { folder in
            let nowhere = folder + "/nowhere"
            await #expect(throws: ArchiveError.nothingThere(path: nowhere)) {
                try await Validation(ArchiveAddress(parsing: nowhere)).run()
            }
            await #expect(throws: ArchiveError.noArchive(path: folder)) {
                try await Validation(ArchiveAddress(parsing: folder)).run()
            }
            let store = try await Sample.store(in: folder)
            await #expect(throws: ArchiveError.noSnapshot(store: store.path, reference: "000000000000")) {
                try await Validation(ArchiveAddress(parsing: store.path + "@000000000000")).run()
            }
        }
    }
}
