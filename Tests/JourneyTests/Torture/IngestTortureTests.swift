import EdgeArchive
import EdgeCore
import EdgeSandbox
import EdgeTar
import Foundation
import TestKit
import Testing

extension TortureTests {
    /// A snapshot is killed again and again while one large build goes into packs; each run goes on behind the last whole pack.
    struct IngestTortureTests {
        /// More than three packs of 64 MiB.
        private static let size = 220 << 20

        @Test func `a killed ingest loses at most the pack that it was at`() async throws {
            try await withTemporaryFolder { folder in
                let tar = try await Self.tar(in: folder)
                try await withMove(
                    seeding: {
                        $0.organizations[0].builds = [
                            ("Tugboat", [Seed.Build(label: "large", content: .path(tar.path))])
                        ]
                    }
                ) { move in
                    var kills = 0
                    while try await killedAfterPack(move) { kills += 1 }
                    #expect(kills >= 3)
                    let whole = try packs(move)
                    print(
                        "ingest: \(kills) kills, \(ByteCount(whole.bytes)) of \(ByteCount(tar.size)) stored")
                    // Nothing of it repeats or compresses: it was stored once, as if nobody had been killed.
                    #expect(whole.bytes < tar.size + tar.size / 100)
                    let reads = try await move.source.model()["bucketReads"]?.object?.members.map(\.value.int)
                    #expect(reads == [1], "the build was downloaded once")
                    let validate = try await move.ferry("validate", move.store, "--level", "content")
                    #expect(validate.status == 0, "\(validate.output)\(validate.errors)")
                    let archive = try ArchiveAddress(parsing: move.store).open()
                    let build = try archive.source(of: #require(archive.builds.first))
                    #expect(
                        try StoredFile.digest(of: build, Cancellation())
                            == StoredFile.digest(of: tar, Cancellation()))
                }
            }
        }

        /// Runs a snapshot and kills it when it has closed one more pack.
        /// - Returns: False when it came to its end.
        private func killedAfterPack(_ move: Move) async throws -> Bool {
            let before = try packs(move)
            let run = try await move.snapshot { ferry in
                if try await ferry.wait(until: { try packs(move).names.count > before.names.count }) {
                    ferry.kill()
                }
            }
            let after = try packs(move)
            #expect(after.state.written(since: before.state).keys.allSatisfy { !before.names.contains($0) })
            guard run.status == -9 else {
                #expect(run.status == 0, "\(run.output)\(run.errors)")
                return false
            }
            #expect(after.names.isSuperset(of: before.names))
            let validate = try await move.ferry("validate", move.store, "--level", "content")
            #expect(validate.status == 0, "\(validate.output)\(validate.errors)")
            return true
        }

        private struct Packs {
            let state: FolderState
            let names: Set<String>
            let bytes: Int64
        }

        /// Blobs that can be nothing else.
        private func packs(_ move: Move) throws -> Packs {
            let folder = "\(move.store)/\(Layout.blobs)"
            guard FileManager.default.fileExists(atPath: folder) else {
                return Packs(state: FolderState(), names: [], bytes: 0)
            }
            let state = try FolderState(of: folder)
            let sizes = state.written(since: FolderState()).filter { $0.value > 1 << 20 }
            return Packs(state: state, names: Set(sizes.keys), bytes: sizes.values.reduce(0, +))
        }

        private static func tar(in folder: String) async throws -> FileSlice {
            let path = folder + "/large.tar"
            try await blocking("tar") { _ in
                var random = SeededGenerator(seed: 5)
                var bytes = [UInt64](repeating: 0, count: size / 8)
                for place in bytes.indices { bytes[place] = random.next() }
                var writer = try TarWriter(creating: path)
                try bytes.withUnsafeBytes { try writer.addFile("game.bin", bytes: $0) }
                try writer.seal()
            }
            return try FileSlice(whole: path)
        }
    }
}
