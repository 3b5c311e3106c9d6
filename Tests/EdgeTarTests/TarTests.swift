import EdgeCore
import EdgeTar
import Foundation
import TestKit
import Testing

struct TarTests {
    /// Reads a whole tar: its members and their contents.
    private func read(_ path: String) throws -> [(TarEntry, String)] {
        var reader = try TarReader(try FileSlice(whole: path))
        var members: [(TarEntry, String)] = []
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 100, alignment: 1)
        defer { buffer.deallocate() }
        while let entry = try reader.next() {
            var content = Data()
            while case let count = try reader.read(into: buffer), count > 0 {
                content.append(contentsOf: buffer[..<count])
            }
            members.append((entry, String(decoding: content, as: UTF8.self)))
        }
        return members
    }

    private func write(_ path: String) throws {
        var tar = try TarWriter(creating: path)
        try tar.addDirectory("game")
        try tar.addFile("game/größe-😀.txt", bytes: "hello".utf8)
        try tar.addFile("game/" + String(repeating: "long/", count: 60) + "x", bytes: [])
        try tar.addSymbolicLink("game/link", to: "größe-😀.txt")
        try tar.addFile(
            "big", bytes: String(repeating: "0123456789", count: 1000).utf8, isExecutable: true)
        try tar.seal()
    }

    @Test func `members come back as they were written`() async throws {
        try await withTemporaryFolder { folder in
            try write(folder + "/a.tar")
            let members = try read(folder + "/a.tar")
            #expect(members.map(\.0.kind) == [.directory, .file, .file, .symbolicLink, .file])
            #expect(members[1].0.path == "game/größe-😀.txt")
            #expect(members[1].1 == "hello")
            #expect(members[3].0.target == "größe-😀.txt")
            #expect(members[4].0.size == 10_000)
            #expect(members[4].1.count == 10_000)
        }
    }

    @Test func `the same members give the same bytes`() async throws {
        try await withTemporaryFolder { folder in
            try write(folder + "/a.tar")
            try write(folder + "/b.tar")
            let first = FileManager.default.contents(atPath: folder + "/a.tar")
            #expect(first == FileManager.default.contents(atPath: folder + "/b.tar"))
            #expect(first != nil)
        }
    }

    @Test func `a tar that is cut at any place inside its members is refused`() async throws {
        try await withTemporaryFolder { folder in
            try write(folder + "/a.tar")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.tar"))
            // The last member's content ends before the two blocks of zeros that end a tar.
            let content = bytes.count - 1024 - (512 - 10_000 % 512)
            for length in stride(from: 1, to: content, by: 257) {
                try bytes.prefix(length).write(to: URL(fileURLWithPath: folder + "/cut.tar"))
                let isBetweenMembers = (try? read(folder + "/cut.tar").count) != nil
                // Without its end a tar that breaks off between two members cannot be told from a whole one.
                if isBetweenMembers { #expect(length % 512 == 0) }
            }
        }
    }

    @Test func `a member that is skipped must be there as well`() async throws {
        try await withTemporaryFolder { folder in
            try write(folder + "/a.tar")
            let bytes = try Data(contentsOf: URL(fileURLWithPath: folder + "/a.tar"))
            try bytes.dropLast(1024 + 5000).write(to: URL(fileURLWithPath: folder + "/cut.tar"))
            var reader = try TarReader(try FileSlice(whole: folder + "/cut.tar"))
            #expect(throws: TarError.self) { while try reader.next() != nil {} }
        }
    }

    @Test(
        arguments: [
            ("gzip", [0x1F, 0x8B, 0x08, 0x00]), ("zstd", [0x28, 0xB5, 0x2F, 0xFD, 0]),
            ("zip", [0x50, 0x4B, 3, 4]),
        ] as [(String, [UInt8])])
    func `a compressed file is named`(format: String, magic: [UInt8]) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.tar"
            try Data(magic + [UInt8](repeating: 7, count: 2000)).write(to: URL(fileURLWithPath: path))
            #expect(throws: TarError.compressed(format: format)) { try read(path) }
        }
    }

    @Test(arguments: [0, 10, 600, 5000])
    func `other bytes are no tar`(length: Int) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/a.tar"
            try Data(repeating: 7, count: length).write(to: URL(fileURLWithPath: path))
            #expect {
                try read(path)
            } throws: { error in
                if case TarError.notTar = error { true } else { false }
            }
        }
    }

    @Test func `a source that fails is the error`() async throws {
        try await withTemporaryFolder { folder in
            try write(folder + "/a.tar")
            let longer = FileSlice(path: folder + "/a.tar", size: 1 << 20)
            #expect(throws: CoreError.self) {
                var reader = try TarReader(longer)
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
                defer { buffer.deallocate() }
                while try reader.next() != nil { while try reader.read(into: buffer) > 0 {} }
                _ = try TarReader(FileSlice(path: folder + "/none.tar", size: 1))
            }
        }
    }

    @Test func `an abandoned tar leaves nothing`() async throws {
        try await withTemporaryFolder { folder in
            var tar = try TarWriter(creating: folder + "/a.tar")
            try tar.addFile("x", bytes: "x".utf8)
            #expect(FileManager.default.fileExists(atPath: folder + "/a.tar.partial"))
            abandon(tar)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        }
    }

    private func abandon(_ tar: consuming TarWriter) {}

    @Test func `a file that is not as long as announced is refused`() async throws {
        struct Liar: ByteSource {
            let size: Int64
            let inner: FileSlice
            func reader(at offset: Int64) throws -> any ByteReader { try inner.reader(at: offset) }
        }
        try await withTemporaryFolder { folder in
            try Data("12345".utf8).write(to: URL(fileURLWithPath: folder + "/x"))
            let inner = try FileSlice(whole: folder + "/x")
            for announced in [3, 9] as [Int64] {
                var tar = try TarWriter(creating: folder + "/a.tar")
                #expect(throws: TarError.wrongSize(path: "x", announced: announced, given: 5)) {
                    try tar.addFile("x", from: Liar(size: announced, inner: inner))
                }
                abandon(tar)
            }
        }
    }

    @Test func `a folder that is not there cannot take a tar`() {
        #expect(throws: TarError.cannotWrite(path: "/nowhere/a.tar", code: ENOENT, reason: nil)) {
            _ = try TarWriter(creating: "/nowhere/a.tar")
        }
    }
}
