import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct BucketTests {
    private func withBuild(
        _ body: @escaping @Sendable (RawCaller, Data) async throws -> Void
    ) async throws {
        try await Dock.run { sandbox, caller in
            let bytes = try await tarBytes(["game": String(repeating: "0123456789", count: 5000)])
            try await caller.upload(bytes, to: "Gull")
            try await caller.idle("Gull")
            let address = sandbox.report.builds.replacing("{org}", with: "Dock")
                .replacing("{app}", with: "Gull").replacing("{build}", with: "1")
            try await body(RawCaller(url: address, headers: []), bytes)
        }
    }

    private func range(_ text: String) -> [HTTPHeader] { [HTTPHeader("Range", text)] }

    @Test func `the whole tar comes without credentials, with a strong ETag`() async throws {
        try await withBuild { bucket, bytes in
            let answer = try await bucket.call(.get, "")
            #expect(answer.status == 200)
            #expect(answer.body == bytes)
            #expect(answer.headers["etag"] == "\"\(Digest(of: bytes).hex)\"")
            #expect(answer.headers["accept-ranges"] == "bytes")
        }
    }

    @Test func `single ranges give their part`() async throws {
        try await withBuild { bucket, bytes in
            let size = bytes.count
            for (text, part) in [
                ("bytes=0-0", 0..<1), ("bytes=100-199", 100..<200), ("bytes=\(size - 5)-", size - 5..<size),
                ("bytes=-7", size - 7..<size), ("bytes=-999999999", 0..<size),
                ("bytes=10-999999999", 10..<size),
            ] {
                let answer = try await bucket.call(.get, "", headers: range(text))
                #expect(answer.status == 206, "\(text)")
                #expect(answer.body == bytes[part], "\(text)")
                let shown = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
                #expect(answer.headers["content-range"] == shown)
            }
        }
    }

    @Test func `a range beyond the end cannot be satisfied`() async throws {
        try await withBuild { bucket, bytes in
            for text in ["bytes=\(bytes.count)-", "bytes=999999999-999999999", "bytes=-0"] {
                let answer = try await bucket.call(.get, "", headers: range(text))
                #expect(answer.status == 416, "\(text)")
                #expect(answer.headers["content-range"] == "bytes */\(bytes.count)")
            }
        }
    }

    @Test func `what is no single range gives the whole`() async throws {
        try await withBuild { bucket, bytes in
            for text in ["bytes=0-1,4-5", "bytes=5-1", "bytes=a-b", "bytes=-", "pages=1-2"] {
                let answer = try await bucket.call(.get, "", headers: range(text))
                #expect(answer.status == 200, "\(text)")
                #expect(answer.body == bytes)
            }
        }
    }

    @Test func `If-Range gives the part of the same file and the whole of another`() async throws {
        try await withBuild { bucket, bytes in
            let tag = "\"\(Digest(of: bytes).hex)\""
            for (value, status) in [(tag, 206), ("\"other\"", 200), ("W/\(tag)", 200)] {
                let headers = range("bytes=1-2") + [HTTPHeader("If-Range", value)]
                try await bucket.expect(status, .get, "", headers: headers)
            }
        }
    }

    @Test func `a wrong token, app or number is not found`() async throws {
        try await withBuild { bucket, _ in
            for (from, to) in [
                ("/p/", "/p/x"), ("Gull", "Tern"), ("/1/", "/2/"), ("Dock", "Deck"), ("native", "other"),
            ] {
                let address = bucket.url.replacing(from, with: to, maxReplacements: 1)
                try await RawCaller(url: address, headers: []).expect(404, .get, "")
            }
        }
    }
}
