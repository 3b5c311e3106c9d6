@testable import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

struct PackShelfTests {
    /// A pack of frames of zeros, and a shelf for it.
    private func withShelf(_ sizes: [Int], _ body: (PackShelf) throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let store = try Store.create(at: folder + "/store", id: "sample")
            let file = try PackFile(creating: folder + "/pack")
            for size in sizes {
                let frame = [UInt8](repeating: 0, count: size).withUnsafeBytes(ZstdFrame.compress)
                try file.add(frame, decoded: size, chunks: [])
            }
            try body(PackShelf(store, [try file.seal(into: store.layout).descriptor.digest]))
        }
    }

    @Test func `small frames are kept by their number, and the ones used last stay`() async throws {
        try await withShelf(Array(repeating: 100, count: PackShelf.most + 4)) { shelf in
            for number in 0..<PackShelf.most + 4 {
                #expect(try shelf.frame(UInt32(number), of: 0).count == 100)
                _ = try shelf.frame(0, of: 0)
            }
            #expect(shelf.kept == (PackShelf.most, PackShelf.most * 100))
        }
    }

    @Test func `large frames are kept as far as their bytes have room, and always one`() async throws {
        let large = PackShelf.mostBytes / 3 + 1
        try await withShelf([large, large, large, ArchiveLimits.frame, 1]) { shelf in
            for (number, kept) in [(0, 1), (1, 2), (2, 2), (3, 1), (4, 1)] {
                _ = try shelf.frame(UInt32(number), of: 0)
                #expect(shelf.kept.frames == kept, "after frame \(number)")
                #expect(shelf.kept.bytes <= PackShelf.mostBytes)
            }
        }
    }
}
