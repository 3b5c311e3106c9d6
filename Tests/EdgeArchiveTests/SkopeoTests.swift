import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct SkopeoTests {
    private static let program = ["/usr/bin/skopeo", "/usr/local/bin/skopeo"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private func copy(_ tag: String, from store: String, to other: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(Self.program))
        process.arguments = ["copy", "--quiet", "oci:\(store):\(tag)", "oci:\(other):\(tag)"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "skopeo copy of \(tag)")
    }

    @Test(.enabled(if: program != nil, "skopeo is not installed"))
    func `skopeo carries every tag byte for byte`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let index = try JSON(
                reading: Data(contentsOf: URL(fileURLWithPath: store.layout.path(Layout.index))))
            let tags = (index["manifests"]?.array ?? []).compactMap {
                $0["annotations"]?[ArchiveFormat.tagKey]?.string
            }
            #expect(tags.count == 3)
            let other = folder + "/other"
            for tag in tags { try copy(tag, from: store.path, to: other) }
            let carried = try Store(unchecked: other)
            #expect(try carried.names(in: Layout.blobs) == store.names(in: Layout.blobs))
            for name in try store.names(in: Layout.blobs) {
                let path = "\(Layout.blobs)/\(name)"
                let left = FileManager.default.contents(atPath: store.layout.path(path))
                #expect(left == FileManager.default.contents(atPath: carried.layout.path(path)))
                #expect(left != nil)
            }
        }
    }
}
