import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

/// Builds that are stored in chunks, with every size scaled down.
struct ChunkedBuildTests {
    /// One store in a folder, and the builds of the app Tide that go into it.
    private struct Shelf {
        let store: Store
        let folder: String
        var form = small

        /// Stores a tar as a build and commits.
        func keep(_ number: Int, _ tar: FileSlice, stopping: Bool = false) async throws -> ArchivedBuild {
            let writer = try SnapshotWriter(
                store, organization: Sample.harbour(), source: "https://edge.example", dialect: Dialect(),
                builds: .chunked(form), now: Sample.time + Double(number))
            let build = try await writer.keep(AppName("Tide"), SourceBuild(number), label: nil, copying: tar)
            if stopping { await writer.close() } else { _ = try await writer.commit() }
            return build
        }

        func tar(_ name: String, _ members: [(String, [UInt8])]) throws -> FileSlice {
            var tar = try TarWriter(creating: folder + "/" + name)
            for (path, bytes) in members { try tar.addFile(path, bytes: bytes) }
            try tar.seal()
            return try FileSlice(whole: folder + "/" + name)
        }

        /// Sizes of packs by name.
        func packs() throws -> [String: Int64] {
            var sizes: [String: Int64] = [:]
            for name in try store.names(in: Layout.blobs) {
                let path = store.layout.path("\(Layout.blobs)/\(name)")
                let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                if bytes.suffix(4).elementsEqual([0xB1, 0xEA, 0x92, 0x8F]) {
                    sizes[name] = Int64(bytes.count)
                }
            }
            return sizes
        }

        func expect(_ build: ArchivedBuild, equals tar: FileSlice) throws {
            let source = try store.archive(.latest).source(of: build)
            #expect(source.size == tar.size)
            #expect(try StoredFile.digest(of: source, Cancellation()) == build.digest)
            #expect(try StoredFile.digest(of: tar, Cancellation()) == build.digest)
        }
    }

    private static let small: ChunkedForm = {
        var form = ChunkedForm()
        (form.leastChunk, form.aimedChunk, form.mostChunk) = (1 << 10, 4 << 10, 16 << 10)
        (form.headers, form.frame, form.pack, form.largestPack) = (8 << 10, 32 << 10, 256 << 10, 256 << 10)
        form.batch = 64 << 10
        return form
    }()

    private func withShelf(_ body: (Shelf) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await body(
                Shelf(store: try Store.create(at: folder + "/store", id: "sample"), folder: folder))
        }
    }

    private func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Members of many sizes, none at a boundary of anything.
    private func members(_ count: Int, seed: UInt64) -> [(String, [UInt8])] {
        (0..<count).map {
            ("game/\($0).bin", noise([0, 7, 700, 5_000, 70_001][$0 % 5], seed: seed + UInt64($0)))
        }
    }

    @Test(arguments: 0..<6) func `a tar comes back from any offset`(_ seed: Int) async throws {
        try await withShelf { shelf in
            let tar = try shelf.tar("a.tar", members(20 + seed * 7, seed: UInt64(seed) * 1000))
            let build = try await shelf.keep(1, tar)
            try shelf.expect(build, equals: tar)
            let whole = try Data(contentsOf: URL(fileURLWithPath: tar.path))
            let source = try shelf.store.archive(.latest).source(of: build)
            for offset in [0, 1, 511, 512, 513, whole.count / 3, whole.count - 1, whole.count] {
                let reader = try source.reader(at: Int64(offset))
                var rest = Data()
                try withUnsafeTemporaryAllocation(byteCount: 1000, alignment: 1) { buffer in
                    while case let count = try reader.read(into: buffer), count > 0 {
                        rest.append(contentsOf: buffer[..<count])
                    }
                }
                #expect(rest == whole[offset...], "from \(offset)")
            }
        }
    }

    @Test func `bytes that are no tar are kept as they are`() async throws {
        try await withShelf { shelf in
            for (number, count) in [0, 1, 511, 512, 100_003].enumerated() {
                let path = "\(shelf.folder)/\(number)"
                try Data(noise(count, seed: 9)).write(to: URL(fileURLWithPath: path))
                let bytes = try FileSlice(whole: path)
                try shelf.expect(try await shelf.keep(number + 1, bytes), equals: bytes)
            }
        }
    }

    @Test func `a second build stores what changed, and nothing when only times did`() async throws {
        try await withShelf { shelf in
            let folder = shelf.folder + "/in"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for (name, bytes) in members(50, seed: 1) {
                try Data(bytes).write(
                    to: URL(fileURLWithPath: folder + "/" + (name as NSString).lastPathComponent))
            }
            func pack(_ name: String, time: Int) throws -> FileSlice {
                let run = try Process.run(
                    URL(fileURLWithPath: "/bin/tar"),
                    arguments: [
                        "--sort=name", "--mtime=@\(time)", "-C", folder, "-cf", "\(shelf.folder)/\(name)",
                        ".",
                    ])
                run.waitUntilExit()
                return try FileSlice(whole: "\(shelf.folder)/\(name)")
            }
            let first = try pack("1.tar", time: 1_000_000)
            _ = try await shelf.keep(1, first)
            let before = try shelf.packs().values.reduce(0, +)
            let touched = try pack("2.tar", time: 1_111_111)
            try shelf.expect(try await shelf.keep(2, touched), equals: touched)
            let afterTimes = try shelf.packs().values.reduce(0, +)
            #expect(afterTimes - before < before / 50, "\(afterTimes - before) of \(before)")

            // 5 000 other bytes in the middle of a member of 70 001.
            var changed = noise(70_001, seed: 5)
            changed.replaceSubrange(30_000..<35_000, with: noise(5_000, seed: 77))
            try Data(changed).write(to: URL(fileURLWithPath: folder + "/4.bin"))
            let third = try pack("3.tar", time: 1_111_111)
            try shelf.expect(try await shelf.keep(3, third), equals: third)
            let grown = try shelf.packs().values.reduce(0, +) - afterTimes
            #expect(grown < 5_000 + 3 * 16_384, "\(grown)")
        }
    }

    @Test func `what a killed run packed is not packed again`() async throws {
        try await withShelf { shelf in
            let tar = try shelf.tar("a.tar", members(60, seed: 3))
            let lost = try await shelf.keep(1, tar, stopping: true)
            let packs = try shelf.packs()
            #expect(packs.count > 1)
            #expect(try await shelf.keep(1, tar) == lost)
            #expect(try shelf.packs() == packs)
        }
    }

    @Test func `a run that is cut off leaves its packs to the next one, which stores the rest`() async throws
    {
        try await withShelf { shelf in
            let tar = try shelf.tar("a.tar", members(100, seed: 3))
            let writer = try SnapshotWriter(
                shelf.store, organization: Sample.harbour(), source: "https://edge.example",
                dialect: Dialect(), builds: .chunked(shelf.form), now: Sample.time)
            await #expect(throws: CutOff.self) {
                try await writer.keep(
                    AppName("Tide"), SourceBuild(1), label: nil, copying: CutOff(tar, after: tar.size * 2 / 3)
                )
            }
            await writer.close()
            let left = try shelf.packs()
            #expect(left.count > 1)
            let before = try FolderState(of: shelf.store.path + "/" + Layout.blobs)
            try shelf.expect(try await shelf.keep(1, tar), equals: tar)
            let written = try FolderState(of: shelf.store.path + "/" + Layout.blobs).written(since: before)
            #expect(written.keys.allSatisfy { left[$0] == nil })
            // These members do not compress: what both runs stored is the tar once, and tables.
            let all = left.values.reduce(0, +) + written.values.reduce(0, +)
            #expect(all < tar.size * 102 / 100, "\(all) of \(tar.size)")
        }
    }

    @Test(arguments: ["missing", "garbage", "half written", "of other packs"])
    func `an index that is lost or wrong is made again`(_ flaw: String) async throws {
        try await withShelf { shelf in
            let tar = try shelf.tar("a.tar", members(40, seed: 3))
            _ = try await shelf.keep(1, tar)
            let packs = try shelf.packs()
            let index = shelf.store.layout.path(Layout.chunkIndex)
            switch flaw {
            case "missing": try FileManager.default.removeItem(atPath: index)
            case "garbage": try Data(noise(5_000, seed: 1)).write(to: URL(fileURLWithPath: index))
            case "half written":
                // As a killed run leaves it: SQLite keeps `user_version`, 2 while a run has it open, in bytes 60 to 63.
                var bytes = try Data(contentsOf: URL(fileURLWithPath: index))
                #expect(bytes[63] == 1)
                bytes[63] = 2
                bytes.replaceSubrange(4096..., with: noise(bytes.count - 4096, seed: 1))
                try bytes.write(to: URL(fileURLWithPath: index))
            default:
                // The index of a store with the same chunks, whose packs are not those of this one.
                var other = Shelf(
                    store: try Store.create(at: shelf.folder + "/other", id: "b"), folder: shelf.folder)
                other.form.pack = 1 << 10
                _ = try await other.keep(1, tar)
                try FileManager.default.removeItem(atPath: index)
                try FileManager.default.copyItem(
                    atPath: other.store.layout.path(Layout.chunkIndex), toPath: index)
            }
            try shelf.expect(try await shelf.keep(2, tar), equals: tar)
            #expect(try shelf.packs() == packs)
        }
    }

    @Test func `many increments of one build never need more packs than a manifest can name`() async throws {
        try await withShelf { shelf in
            var shelf = shelf
            shelf.form.packs = 12
            var members = members(10, seed: 5)
            for number in 1...40 {
                members[number % 10].1 = noise(3_000, seed: UInt64(number) + 500)
                let tar = try shelf.tar("\(number).tar", members)
                let build = try await shelf.keep(number, tar)
                try shelf.expect(build, equals: tar)
                let recipe = try shelf.store.archive(.latest).recipe(of: build)
                #expect(recipe.blobs.count <= 14, "build \(number): \(recipe.blobs.count)")
            }
        }
    }

    @Test func `a build is found in another organization of the store`() async throws {
        try await withShelf { shelf in
            let tar = try shelf.tar("a.tar", members(40, seed: 3))
            _ = try await shelf.keep(1, tar)
            let packs = try shelf.packs()
            let writer = try SnapshotWriter(
                shelf.store, organization: OrganizationName("Quay"), source: "https://edge.example",
                dialect: Dialect(), builds: .chunked(shelf.form), now: Sample.time)
            _ = try await writer.keep(AppName("Other"), SourceBuild(9), label: "x", copying: tar)
            _ = try await writer.commit()
            #expect(try shelf.packs() == packs)
        }
    }

    @Test func `a pack of other bytes never gives another build`() async throws {
        try await withShelf { shelf in
            let build = try await shelf.keep(1, try shelf.tar("a.tar", members(20, seed: 3)))
            let archive = try shelf.store.archive(.latest)
            let packs = try archive.recipe(of: build).blobs.dropFirst().map { shelf.store.layout.blob($0) }
            var random = SeededGenerator(seed: 12)
            var refused = 0
            for round in 0..<200 {
                let path = URL(fileURLWithPath: try #require(packs.randomElement(using: &random)))
                let good = try Data(contentsOf: path)
                var bad = good
                // A byte, a run, or the tables at the end: the size stays, for that is looked at first.
                let place =
                    round % 3 == 2
                    ? bad.count - Int.random(in: 1...120, using: &random)
                    : Int.random(in: 0..<bad.count, using: &random)
                let count = min(round % 3 == 1 ? 40 : 1, bad.count - place)
                for at in place..<(place + count) { bad[at] = UInt8.random(in: 0...255, using: &random) }
                try bad.write(to: path)
                do {
                    let source = try archive.source(of: build)
                    #expect(
                        try StoredFile.digest(of: source, Cancellation()) == build.digest, "round \(round)")
                } catch let error as ArchiveError {
                    #expect(error.status == .badArchive)
                    refused += 1
                }
                try good.write(to: path)
            }
            #expect(refused > 100)
        }
    }

    @Test func `a pack that announces more than memory can hold is refused`() async throws {
        try await withShelf { shelf in
            let build = try await shelf.keep(1, try shelf.tar("a.tar", members(20, seed: 3)))
            let archive = try shelf.store.archive(.latest)
            let path = URL(
                fileURLWithPath: shelf.store.layout.blob(
                    try #require(try archive.recipe(of: build).blobs.dropFirst().first)))
            let good = try Data(contentsOf: path)
            // Number of frames, then stored and decoded size of the first.
            let footer = good.count - 9
            let frames = Int(good[footer]) | Int(good[footer + 1]) << 8
            for place in [footer, footer - 8 * frames, footer - 8 * frames + 4] {
                var bad = good
                bad.replaceSubrange(place..<(place + 4), with: [0xFF, 0xFF, 0xFF, 0xFF])
                try bad.write(to: path)
                #expect(throws: ArchiveError.self) {
                    try StoredFile.digest(of: try archive.source(of: build), Cancellation())
                }
            }
        }
    }
}

/// A source that fails in the middle, as a disk or a power supply does.
private struct CutOff: ByteSource, Error {
    let source: any ByteSource
    let end: Int64

    init(_ source: any ByteSource, after end: Int64) {
        self.source = source
        self.end = end
    }

    var size: Int64 { source.size }

    func reader(at offset: Int64) throws -> any ByteReader {
        Reader(cut: self, reader: try source.reader(at: offset), position: offset)
    }

    private final class Reader: ByteReader {
        private let cut: CutOff
        private let reader: any ByteReader
        private var position: Int64

        init(cut: CutOff, reader: any ByteReader, position: Int64) {
            self.cut = cut
            self.reader = reader
            self.position = position
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            guard position < cut.end else { throw cut }
            let count = try reader.read(into: buffer)
            position += Int64(count)
            return count
        }
    }
}
