import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

struct TarWalkTests {
    private func places(_ path: String) throws -> [TarPlace] {
        var walk = TarWalk(try FileSlice(whole: path))
        var places: [TarPlace] = []
        while let place = try walk.next() { places.append(place) }
        return places
    }

    private func bytes(_ path: String, _ place: TarPlace) throws -> Data {
        let all = try Data(contentsOf: URL(fileURLWithPath: path))
        return all[Int(place.content)..<Int(place.content + place.size)]
    }

    @Test func `every member lies where the walk says, long names included`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.tar"
            let long = String(repeating: "folder/", count: 60) + "file"
            var tar = try TarWriter(creating: path)
            try tar.addDirectory("game")
            try tar.addFile("game/one", bytes: "first".utf8)
            try tar.addFile(long, bytes: String(repeating: "0123456789", count: 100).utf8)
            try tar.addSymbolicLink("game/link", to: "one")
            try tar.addFile("empty", bytes: [])
            try tar.seal()
            let found = try places(path)
            #expect(found.map(\.size) == [0, 5, 1000, 0, 0])
            #expect(found.map(\.path) == ["game/", "game/one", long, "game/link", "empty"])
            #expect(found.map(\.isRegular) == [false, true, true, false, true])
            #expect(try bytes(path, found[1]) == Data("first".utf8))
            #expect(try bytes(path, found[2]).starts(with: "0123456789".utf8))
            for (place, next) in zip(found, found.dropFirst()) {
                #expect(next.header == place.content + (place.size + 511) / 512 * 512)
            }
            #expect(found[2].content - found[2].header > 512)
        }
    }

    @Test(arguments: ["gnu", "pax", "ustar", "v7"])
    func `tars of GNU tar are walked in each of its formats`(_ format: String) async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                atPath: folder + "/in/deep", withIntermediateDirectories: true)
            for (name, size) in [("a", 1), ("deep/b", 512), ("deep/c", 70_000)] {
                try Data(repeating: UInt8(ascii: "x"), count: size)
                    .write(to: URL(fileURLWithPath: "\(folder)/in/\(name)"))
            }
            let run = try Process.run(
                URL(fileURLWithPath: "/bin/tar"),
                arguments: [
                    "--format", format, "--sort=name", "-C", folder + "/in", "-cf", folder + "/a.tar", ".",
                ])
            run.waitUntilExit()
            #expect(run.terminationStatus == 0)
            let found = try places(folder + "/a.tar")
            #expect(found.map(\.size) == [0, 1, 0, 512, 70_000])
            #expect(found.map(\.path) == ["./", "./a", "./deep/", "./deep/b", "./deep/c"])
            #expect(found.map(\.isRegular) == [false, true, false, true, true])
        }
    }

    @Test(arguments: ["gnu", "pax", "ustar"])
    func `names longer than a header are put together`(_ format: String) async throws {
        try await withTemporaryFolder { folder in
            let long = String(repeating: "n", count: 90) + "/" + String(repeating: "m", count: 90)
            let file = URL(fileURLWithPath: "\(folder)/in/\(long)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("x".utf8).write(to: file)
            let run = try Process.run(
                URL(fileURLWithPath: "/bin/tar"),
                arguments: ["--format", format, "-C", folder + "/in", "-cf", folder + "/a.tar", long])
            run.waitUntilExit()
            #expect(run.terminationStatus == 0)
            #expect(try places(folder + "/a.tar").map(\.path) == [long])
        }
    }

    @Test func `the walk ends where bytes are no header`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a"
            var random = SeededGenerator(seed: 7)
            try Data((0..<5000).map { _ in UInt8.random(in: 0...255, using: &random) })
                .write(to: URL(fileURLWithPath: path))
            #expect(try places(path).isEmpty)
            try Data().write(to: URL(fileURLWithPath: path))
            #expect(try places(path).isEmpty)
        }
    }

    @Test func `a member that would reach beyond the end is none`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.tar"
            var tar = try TarWriter(creating: path)
            try tar.addFile("first", bytes: "1".utf8)
            try tar.addFile("second", bytes: [UInt8](repeating: 50, count: 5000))
            try tar.seal()
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes = bytes.prefix(4000)
            try bytes.write(to: URL(fileURLWithPath: path))
            var walk = TarWalk(try FileSlice(whole: path))
            #expect(try walk.next()?.size == 1)
            #expect(try walk.next() == nil)
            #expect(walk.position == 1024, "the walk ends at the header of the cut member")
        }
    }
}
