import EdgeArchive
import EdgeCore
import EdgeValidate
import Foundation
import TestKit
import Testing

/// What single damages are called; `ByteWalkTests` breaks a store in every way.
struct DamageTests {
    private func bytes(_ store: Store, _ file: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: store.layout.path(file)))
    }

    private func put(_ bytes: Data, _ store: Store, _ file: String) throws {
        try bytes.write(to: URL(fileURLWithPath: store.layout.path(file)))
    }

    @Test func `a whole store is intact at every level`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            for level in Level.allCases {
                let report = try await Sample.validate(store, level)
                #expect(report.findings == [])
                #expect(report.verdict == .intact)
                #expect(report.status == .done)
                #expect(report.snapshots.count == 1)
            }
        }
    }

    @Test func `structure finds what small files show, without reading builds`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let archive = try store.archive(.latest)
            let build = try #require(archive.builds.first)
            let file = Layout.blob(try #require(try archive.recipe(of: build).blobs.last))
            let good = try bytes(store, file)
            var bad = good
            bad[20] ^= 1
            try put(bad, store, file)
            #expect(try await Sample.validate(store, .structure).verdict == .intact)
            let report = try await Sample.validate(store)
            #expect(report.findings.first?.objects == ["build/Tide/1"])
            try put(good.dropLast(), store, file)
            #expect(try await Sample.validate(store, .structure).verdict == .damaged)
        }
    }

    @Test func `a link in place of a blob is damage`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let file = try #require(try Sample.files(store).first { $0.hasPrefix(Layout.blobs) })
            let moved = folder + "/moved"
            try FileManager.default.moveItem(atPath: store.layout.path(file), toPath: moved)
            try FileManager.default.createSymbolicLink(
                atPath: store.layout.path(file), withDestinationPath: moved)
            let report = try await Sample.validate(store)
            #expect(report.status == .badArchive)
            #expect(report.findings.contains { $0.severity == .damage && $0.file == file })
        }
    }
}
