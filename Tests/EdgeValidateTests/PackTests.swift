import EdgeArchive
import EdgeCore
import EdgeTar
import EdgeValidate
import Foundation
import TestKit
import Testing

/// What `content` says of chunked builds.
struct PackTests {
    /// One build of some members, and the packs that hold it.
    private func withBuild(
        _ body: (Store, ArchivedBuild, _ packs: [String], FileSlice) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            var random = SeededGenerator(seed: 8)
            var tar = try TarWriter(creating: folder + "/1.tar")
            for place in 0..<12 {
                try tar.addFile(
                    "game/\(place).bin",
                    bytes: (0..<40_000).map { _ in UInt8.random(in: 0...255, using: &random) })
            }
            try tar.seal()
            var form = ChunkedForm()
            form.frame = 64 << 10
            let store = try Store.create(at: folder + "/store", id: "sample")
            let writer = try Sample.writer(store, builds: .chunked(form))
            for kind in Kind.allCases {
                try await writer.write(Sample.documents.filter { $0.kind == kind }, kind: kind)
            }
            let build = try await writer.keep(
                AppName("Tide"), SourceBuild(1), label: nil, copying: try FileSlice(whole: folder + "/1.tar"))
            _ = try await writer.commit()
            let packs = try store.archive(.latest).recipe(of: build).blobs.dropFirst().map {
                store.layout.blob($0)
            }
            try await body(store, build, packs, try FileSlice(whole: folder + "/1.tar"))
        }
    }

    private func flip(_ path: String, at place: Int) throws {
        let url = URL(fileURLWithPath: path)
        var bytes = try Data(contentsOf: url)
        bytes[place] ^= 1
        try bytes.write(to: url)
    }

    @Test func `a whole build is intact, its tar too`() async throws {
        try await withBuild { store, _, _, _ in
            let report = try await Validation(
                ArchiveAddress(parsing: store.path), level: .content, whole: true
            ).run()
            #expect(report.findings.isEmpty, "\(report.lines)")
        }
    }

    @Test func `damage names the bytes and the members that it hits, and no others`() async throws {
        try await withBuild { store, build, packs, tar in
            let place = try Data(contentsOf: URL(fileURLWithPath: packs[0])).count / 2
            try flip(packs[0], at: place)
            let report = try await Sample.validate(store, .content)
            #expect(report.verdict == .damaged)
            let about = try #require(report.findings.first { $0.place?.hasPrefix(build.name) == true })
            #expect(about.objects.contains("build/Tide/1"))
            let named = about.what.matches(of: /game\/([0-9]+)\.bin/).compactMap { Int($0.output.1) }
            #expect(!named.isEmpty && named.count < 4, "\(about.what)")

            // Exactly those members cannot be read.
            let archive = try store.archive(.latest)
            var walk = TarWalk(tar)
            var number = 0
            while let member = try walk.next() {
                let reader = try archive.source(of: build).reader(at: member.content)
                var isReadable = true
                do {
                    try withUnsafeTemporaryAllocation(byteCount: 40_000, alignment: 1) { buffer in
                        var left = 40_000
                        while left > 0 {
                            left -= try reader.read(
                                into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<left]))
                        }
                    }
                } catch {
                    isReadable = false
                }
                #expect(isReadable != named.contains(number), "member \(number)")
                number += 1
            }
        }
    }

    @Test func `a table of chunks that lies is damage, and what only it hits can be restored`() async throws {
        try await withBuild { store, build, packs, _ in
            // Behind the frames and before the table of frames; the pack gets its new name, as a wrong writer would give it.
            let bytes = try Data(contentsOf: URL(fileURLWithPath: packs[0]))
            try flip(packs[0], at: bytes.count - 300)
            let report = try await Sample.validate(store, .content)
            #expect(report.verdict == .damaged)
            let about = try #require(report.findings.first { $0.place == build.name })
            #expect(about.severity == .note && about.what.hasPrefix("all of it can be restored"))
            #expect(report.findings.allSatisfy { !$0.what.contains("cannot be restored") })
            let source = try store.archive(.latest).source(of: build)
            #expect(try StoredFile.digest(of: source, Cancellation()) == build.digest)
        }
    }

    @Test func `what validation found damaged is stored again by the next snapshot`() async throws {
        try await withBuild { store, build, packs, tar in
            try flip(packs[0], at: 100)
            let report = try await Sample.validate(store)
            #expect(report.verdict == .damaged)
            try store.leave(report.note(.bytes, at: Date(timeIntervalSinceNow: 5)))
            let writer = try Sample.writer(store, now: Sample.time + 60)
            let again = try await writer.keep(AppName("Tide"), SourceBuild(1), label: nil, copying: tar)
            _ = try await writer.commit()
            let source = try store.archive(.latest).source(of: again)
            #expect(try StoredFile.digest(of: source, Cancellation()) == build.digest)
        }
    }
}
