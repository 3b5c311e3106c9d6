import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct SkopeoTests {
    private static let program = ["/usr/bin/skopeo", "/usr/local/bin/skopeo"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @discardableResult
    private func run(_ arguments: String...) throws -> Data {
        try Program.run(try #require(Self.program), arguments)
    }

    @Test(.enabled(if: program != nil, "skopeo is not installed"))
    func `skopeo shows and carries every tag byte for byte`() async throws {
        try await withTemporaryFolder { folder in
            // Few packs for each build, so that some were put together anew.
            var form = IncrementStore.form(dividedBy: 64)
            form.packs = 4
            let store = try await IncrementStore(
                in: folder, builds: 8, members: 10, changes: 1, nights: 2, form
            ).store
            let index = try JSON(
                reading: Data(contentsOf: URL(fileURLWithPath: store.layout.path(Layout.index))))
            let entries = index["manifests"]?.array ?? []
            #expect(entries.count == 10)
            let other = folder + "/other"
            for entry in entries {
                let tag = try #require(entry["annotations"]?[ArchiveFormat.tagKey]?.string)
                let manifest = try #require(entry["digest"]?.string.flatMap { Digest($0) })
                let shown = try run("inspect", "--raw", "oci:\(store.path):\(tag)")
                #expect(Digest(of: shown) == manifest, "\(tag)")
                try run("copy", "--quiet", "oci:\(store.path):\(tag)", "oci:\(other):\(tag)")
            }
            let carried = try Store(unchecked: other)
            // What a build packed before its packs became too many is needed by no tag.
            let needed = try store.blobs()
            #expect(try carried.names(in: Layout.blobs) == needed.map(\.hex))
            for digest in needed {
                let left = FileManager.default.contents(atPath: store.layout.blob(digest))
                #expect(left == FileManager.default.contents(atPath: carried.layout.blob(digest)))
                #expect(left != nil)
            }
        }
    }
}

extension Store {
    /// Every blob that a snapshot needs, sorted.
    fileprivate func blobs() throws -> [Digest] {
        var needed = NeededBlobs(self)
        for file in try commitFiles() { try needed.add(try archive(.id(file.id))) }
        return needed.blobs.keys.sorted()
    }
}
