import EdgeCore
import Foundation
import TestKit
import Testing

@Suite struct ValueTests {
    @Test func `a digest is read in both forms and nothing else`() throws {
        let digest = Digest(of: Data("abc".utf8))
        #expect(digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Digest(digest.description) == digest)
        #expect(Digest(digest.hex) == digest)
        #expect(Digest(digest.hex.uppercased()) == nil)
        #expect(Digest("sha256:abc") == nil)
        #expect(Digest("sha512:" + digest.hex) == nil)
        #expect(Digest(bytes: digest.bytes) == digest)
        #expect(digest.bytes.prefix(3).elementsEqual([0xBA, 0x78, 0x16]))
        #expect(Digest(bytes: digest.bytes.dropLast()) == nil)
    }

    @Test func `digests are ordered as their digits are`() {
        let digests = (0..<100).map { Digest(of: Data("\($0)".utf8)) }
        #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    }

    @Test func `a streaming digest equals the digest of the whole`() {
        let bytes = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        var streaming = StreamingDigest()
        for start in stride(from: 0, to: bytes.count, by: 777) {
            bytes[start..<min(start + 777, bytes.count)].withUnsafeBytes { streaming.update($0) }
        }
        #expect(streaming.finish() == Digest(of: bytes))
        #expect(streaming.count == 100_000)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"),
        (4_294_967_296, "4.3 GB"), (1_000_000_000_000, "1.0 TB"),
    ])
    func `sizes are shown in decimal units`(bytes: Int, text: String) {
        #expect(ByteCount(bytes).description == text)
    }

    @Test func `a secret prints as dots wherever it is put`() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), dumped, "\(["k": secret])", "\(Optional(secret) as Any)",
        ] {
            #expect(!text.contains("hunter2"))
        }
        #expect(secret.reveal() == "hunter2")
    }

    @Test func `a pattern puts organization, app and build into their places`() throws {
        let pattern = BuildPattern("https://b.example/p/TOKEN/n/{org}/{app}/{build}/native-build.tar")
        let place = try pattern.place(organization: OrganizationName("Org1"), app: AppName("App1"), build: 7)
        #expect(place == "https://b.example/p/TOKEN/n/Org1/App1/7/native-build.tar")
        #expect(pattern.isURL && !BuildPattern("vault/{app}/{build}.tar").isURL)
        #expect(!pattern.description.contains("TOKEN"))
    }

    @Test func `credentials inside addresses are not shown`() {
        #expect(redacted(url: "https://user:pw@host.example/a?sig=1") == "https://•••@host.example/a?•••")
        #expect(redacted(url: "https://host/p/abc/n/x") == "https://host/p/•••/n/x")
        #expect(redacted(url: "https://host:1/be/v1/apps") == "https://host:1/be/v1/apps")
    }

    @Test func `a file slice reads its piece and notices a file that shrank`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/bytes"
            try Data("0123456789".utf8).write(to: URL(fileURLWithPath: path))
            let slice = FileSlice(path: path, offset: 2, size: 5)
            #expect(try content(of: slice.reader(at: 1)) == "3456")
            #expect(try FileSlice(whole: path).size == 10)
            let tooLong = try FileSlice(path: path, size: 11).reader(at: 0)
            #expect(throws: CoreError.file(path: path, doing: "read", code: EIO)) { try content(of: tooLong) }
            #expect(throws: CoreError.file(path: path + "x", doing: "open", code: ENOENT)) {
                try FileSlice(whole: path + "x")
            }
        }
    }

    private func content(of reader: any ByteReader) throws -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 3)
        while case let count = try piece.withUnsafeMutableBytes({ try reader.read(into: $0) }), count > 0 {
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func `the field table knows each kind's identity and references`() {
        let dialect = Dialect()
        let table = FieldTable(dialect)
        for kind in Kind.allCases {
            #expect(table.classify(dialect[kind].identity, of: kind) == .identity)
            #expect(table.fields(of: kind).filter { $0.class == .identity }.count == 1)
            #expect(table.classify("inventedLater", of: kind) == .unknown)
            #expect(Kind(plural: kind.plural) == kind)
        }
        let user = Document(
            kind: .user, name: "u1", fields: ["username": "u1", "roles": ["r1", ["name": "r2"]]])
        #expect(
            table.references(of: user) == [
                ObjectID(kind: .role, name: "r1"), ObjectID(kind: .role, name: "r2"),
            ])
    }
}
