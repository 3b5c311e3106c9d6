@testable import EdgeArchive
import EdgeCore
import Foundation
import Testing

struct DocumentsBlobTests {
    private func decode(_ stored: Data, count: Int = 1) throws(ArchiveError) -> [Document] {
        try DocumentsBlob.decode(stored, kind: .role, identity: "name", count: count, file: "f")
    }

    private func frame(of text: Data) -> Data { Data(text.withUnsafeBytes(ZstdFrame.compress)) }

    private func lines(_ lines: [String]) throws -> Data {
        // Documents whose order and form the encoder is not asked about.
        let documents = try lines.map {
            Document(kind: .role, name: "", fields: try #require(try JSON(reading: $0).object))
        }
        return try DocumentsBlob.encode(documents, kind: .role)
    }

    @Test func `numbers, escapes and unknown fields survive`() throws {
        let text = #"{"a":1.0,"b":1e5,"c":12345678901234567890,"d":"\u0001\"\\ü","name":"x","z":[null,{}]}"#
        let stored = try lines([text])
        #expect(JSON.object(try decode(stored)[0].fields).canonical == text)
        #expect(stored == (try lines([text])))
    }

    @Test func `no documents are a blob as well`() throws {
        #expect(try decode(try lines([]), count: 0) == [])
    }

    @Test func `wrong order, wrong count and a missing name are damage`() throws {
        #expect(throws: ArchiveError.self) {
            try decode(try lines([#"{"name":"b"}"#, #"{"name":"a"}"#]), count: 2)
        }
        #expect(throws: ArchiveError.self) {
            try decode(try lines([#"{"name":"a"}"#, #"{"name":"a"}"#]), count: 2)
        }
        #expect(throws: ArchiveError.self) { try decode(try lines([#"{"name":"a"}"#]), count: 2) }
        #expect(throws: ArchiveError.self) { try decode(try lines([#"{"title":"a"}"#])) }
    }

    @Test func `a frame that announces too much, and what follows a frame, are refused`() throws {
        // A frame header with an eight-byte content size of 2^40.
        let bomb = Data([0x28, 0xB5, 0x2F, 0xFD, 0xC0, 0x00, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0])
        #expect(throws: ArchiveError.self) { try decode(bomb) }
        let good = try lines([#"{"name":"a"}"#])
        #expect(throws: ArchiveError.self) { try decode(good + good) }
        #expect(throws: ArchiveError.self) { try decode(good.dropLast()) }
        #expect(throws: ArchiveError.self) { try decode(Data()) }
    }

    @Test func `more lines than the commit says are refused before they are held`() throws {
        // 100 MB of line ends are 10 kB of zstd; as a list of lines they would be gigabytes.
        let bomb = frame(of: Data(repeating: UInt8(ascii: "\n"), count: 100_000_000))
        #expect(bomb.count < 20_000)
        let first = ArchiveError.damaged(file: "f", reason: "line 1 is not in canonical form")
        #expect(throws: first) { try decode(bomb, count: 100_000_000) }
        let two = frame(of: Data("{\"name\":\"a\"}\n{\"name\":\"b\"}\n".utf8))
        let second = ArchiveError.damaged(file: "f", reason: "line 2 is one too many")
        #expect(throws: second) { try decode(two, count: 1) }
    }
}
