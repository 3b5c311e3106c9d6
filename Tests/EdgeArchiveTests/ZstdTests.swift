import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct ZstdTests {
    private func zstd(_ arguments: String...) throws -> Data {
        try Program.run("/usr/bin/zstd", arguments)
    }

    @Test func `zstd accepts every compressed blob, and every pack gives its chunks`() async throws {
        try await withTemporaryFolder { folder in
            // Few packs for each build, so that some were put together anew.
            var form = IncrementStore.form(dividedBy: 64)
            form.packs = 4
            let many = try await IncrementStore(
                in: folder, builds: 12, members: 10, changes: 1, nights: 2, form)
            let last = try many.store.manifest(
                try #require(many.builds.last).manifest, type: ArchiveFormat.buildType)
            #expect(last.layers.count <= 2 + form.packs)
            let packs = try many.blobs(ArchiveFormat.packType)
            #expect(packs.count > form.packs)
            for type in [ArchiveFormat.packType, ArchiveFormat.piecesType, ArchiveFormat.buildsType] {
                for blob in try many.blobs(type) {
                    _ = try zstd("-qt", many.store.layout.blob(blob.digest))
                }
            }
            for pack in packs {
                let opened = try many.store.pack(pack.digest)
                let frames = try opened.frames.indices.map { Data(try opened.decoded($0)) }
                #expect(
                    try zstd("-qdc", many.store.layout.blob(pack.digest)) == frames.reduce(Data(), +))
            }
        }
    }
}
