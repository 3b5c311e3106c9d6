import EdgeArchive
import EdgeCore
import EdgeValidate
import Foundation
import TestKit
import Testing

/// Breaks a small store in every way, and asks whether validation finds it and names it.
struct DamageTests {
    private static let views: Set<String> = [Layout.index, Layout.sums]

    /// True when a finding above a note names the file, and the exit status is the right one.
    private func isFound(_ file: String, in store: Store) async throws -> Bool {
        let report = try await Sample.validate(store)
        let named = report.findings.contains { $0.severity > .note && $0.file == file }
        let status: EdgeCore.ExitStatus = Self.views.contains(file) ? .findings : .badArchive
        return named && report.status == status
    }

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

    @Test func `one flipped byte at 200 random places is found and its file named`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let files = try Sample.files(store)
            var random = SeededGenerator(seed: 7)
            for _ in 0..<200 {
                let file = try #require(files.randomElement(using: &random))
                let good = try bytes(store, file)
                var bad = good
                let place = Int.random(in: 0..<bad.count, using: &random)
                bad[place] ^= UInt8.random(in: 1...255, using: &random)
                try put(bad, store, file)
                #expect(try await isFound(file, in: store), "byte \(place) of \(file)")
                try put(good, store, file)
            }
            #expect(try await Sample.validate(store).findings == [])
        }
    }

    @Test func `every truncated and every lengthened file is found and named`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            for file in try Sample.files(store) {
                let good = try bytes(store, file)
                for bad in [good.dropLast(), good.prefix(good.count / 2), Data(), good + Data([0x0A])] {
                    try put(bad, store, file)
                    #expect(try await isFound(file, in: store), "\(bad.count) bytes of \(file)")
                }
                try put(good, store, file)
            }
        }
    }

    @Test func `every removed file is found and named`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            for file in try Sample.files(store) {
                let good = try bytes(store, file)
                try FileManager.default.removeItem(atPath: store.layout.path(file))
                #expect(try await isFound(file, in: store), "\(file)")
                try put(good, store, file)
            }
        }
    }

    @Test func `every swapped pair of blobs is found and named`() async throws {
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(in: folder)
            let blobs = try Sample.files(store).filter { $0.hasPrefix(Layout.blobs) }
            for (index, first) in blobs.enumerated() {
                for second in blobs[(index + 1)...] {
                    let (left, right) = (try bytes(store, first), try bytes(store, second))
                    try put(right, store, first)
                    try put(left, store, second)
                    #expect(try await isFound(first, in: store), "\(first)")
                    #expect(try await isFound(second, in: store), "\(second)")
                    try put(left, store, first)
                    try put(right, store, second)
                }
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
            #expect(try await isFound(file, in: store))
        }
    }
}
