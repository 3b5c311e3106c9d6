import EdgeCore
import EdgeHTTP
import EdgeServe
import Foundation
import TestKit
import Testing

@Suite struct BuildServerTests {
    private func range(_ text: String) -> [HTTPHeader] { [HTTPHeader("Range", text)] }

    @Test func `a build comes whole, with its digest as a strong ETag`() async throws {
        try await Berth.run { berth in
            let answer = try await berth.caller().call(.get, "")
            #expect(answer.status == 200)
            #expect(answer.body == berth.bytes)
            #expect(answer.headers["etag"] == "\"\(Digest(of: berth.bytes).hex)\"")
            #expect(answer.headers["accept-ranges"] == "bytes")
            #expect(answer.headers["content-length"] == "300000")
        }
    }

    @Test func `HEAD gives the size and no byte`() async throws {
        try await Berth.run { berth in
            let path = berth.address.replacing(berth.offers.url, with: "")
            let answer = try await rawAnswer(
                port: berth.offers.port,
                "HEAD \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer.prefix(80))")
            #expect(answer.lowercased().contains("content-length: 300000\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `single ranges give their part`() async throws {
        try await Berth.run { berth in
            let (caller, size) = (berth.caller(), berth.bytes.count)
            for (text, part) in [
                ("bytes=0-0", 0..<1), ("bytes=100-199", 100..<200), ("bytes=\(size - 5)-", size - 5..<size),
                ("bytes=-7", size - 7..<size), ("bytes=-999999999", 0..<size),
                ("bytes=10-999999999", 10..<size), ("bytes=1-\(size - 2)", 1..<size - 1),
            ] {
                let answer = try await caller.call(.get, "", headers: range(text))
                #expect(answer.status == 206, "\(text)")
                #expect(answer.body == berth.bytes[part], "\(text)")
                let shown = "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(size)"
                #expect(answer.headers["content-range"] == shown)
            }
        }
    }

    @Test func `a range beyond the end cannot be satisfied`() async throws {
        try await Berth.run { berth in
            let (caller, size) = (berth.caller(), berth.bytes.count)
            for text in ["bytes=\(size)-", "bytes=999999999-999999999", "bytes=-0"] {
                let answer = try await caller.call(.get, "", headers: range(text))
                #expect(answer.status == 416, "\(text)")
                #expect(answer.headers["content-range"] == "bytes */\(size)")
                #expect(answer.body.isEmpty)
            }
        }
    }

    @Test func `what is no single range gives the whole, once`() async throws {
        try await Berth.run { berth in
            let many = "bytes=" + (0..<1000).map { "\($0)-" }.joined(separator: ",")
            for text in ["bytes=0-1,4-5", many, "bytes=5-1", "bytes=a-b", "bytes=-", "pages=1-2"] {
                let answer = try await berth.caller().call(.get, "", headers: range(text))
                #expect(answer.status == 200, "\(text.prefix(40))")
                #expect(answer.body == berth.bytes)
            }
        }
    }

    @Test func `If-Range gives the part of the same build and the whole of another`() async throws {
        try await Berth.run { berth in
            let tag = "\"\(Digest(of: berth.bytes).hex)\""
            for (value, status) in [(tag, 206), ("\"other\"", 200), ("W/\(tag)", 200)] {
                let answer = try await berth.caller().call(
                    .get, "", headers: range("bytes=1-2") + [HTTPHeader("If-Range", value)])
                #expect(answer.status == status)
            }
        }
    }

    @Test func `builds are served over TLS with a given certificate`() async throws {
        try await withTemporaryFolder { folder in
            let files = try await makeCertificate(in: folder)
            try await Berth.run(tls: files, url: "https://127.0.0.1") { berth in
                #expect(berth.address.hasPrefix("https://127.0.0.1:\(berth.offers.port)/p/"))
                let answer = try await berth.caller().call(.get, "")
                #expect(answer.body == berth.bytes)
            }
        }
    }

    @Test func `a damaged build is begun and never given as a whole`() async throws {
        try await Berth.run(damaged: true) { berth in
            let caller = berth.caller()
            let part = try await caller.call(.get, "", headers: range("bytes=5-9"))
            #expect(part.status == 206)
            guard case .asked = berth.offers.sight(of: berth.build.name) else {
                Issue.record("the part was not seen")
                return
            }
            for headers in [[], range("bytes=299000-"), range("bytes=-1")] {
                await #expect(throws: HTTPError.self) { try await caller.call(.get, "", headers: headers) }
                guard case .failed(let error) = berth.offers.sight(of: berth.build.name) else {
                    Issue.record("the failure was not seen")
                    return
                }
                #expect(error.what.contains("build.tar"))
            }
        }
    }

    @Test func `it is seen whether anybody has asked for bytes`() async throws {
        try await Berth.run { berth in
            let address = berth.address
            _ = try await berth.caller(address + "x").call(.get, "")
            guard case .nobody = berth.offers.sight(of: berth.build.name) else {
                Issue.record("a wrong path counts")
                return
            }
            _ = try await berth.caller(address).call(.get, "")
            guard case .asked = berth.offers.sight(of: berth.build.name) else {
                Issue.record("the request was not seen")
                return
            }
        }
    }

    @Test func `the path of a proxy may stand before the address or be taken off`() async throws {
        try await Berth.run(url: "http://127.0.0.1/harbour/") { berth in
            let address = berth.address
            #expect(address.hasPrefix("http://127.0.0.1:\(berth.offers.port)/harbour/p/"))
            for url in [address, address.replacing("/harbour", with: "")] {
                let answer = try await berth.caller(url).call(.get, "")
                #expect(answer.status == 200)
            }
        }
    }

    @Test func `a port that is taken is an error that says so`() async throws {
        try await Berth.run { berth in
            let port = berth.offers.port
            let url = try #require(PublicURL("http://127.0.0.1"))
            var random = SystemRandomNumberGenerator()
            let other = ServeSettings(host: "127.0.0.1", port: port, publicURL: url, random: &random)
            let error = await #expect(throws: ServeError.self) {
                try await BuildServer(other).serving { _ in }
            }
            #expect(error?.what == "cannot serve builds on 127.0.0.1:\(port)")
            #expect(error?.status == .cannotCreate)
        }
    }

    @Test func `a certificate that cannot be read is an error that says so`() async throws {
        let files = TLSFiles(certificate: "/nowhere.pem", key: "/nowhere.key", authority: "")
        let error = await #expect(throws: ServeError.self) { try await Berth.run(tls: files) { _ in } }
        #expect(error?.what == "cannot use the certificate or key /nowhere.pem, /nowhere.key")
        #expect(error?.status == .settings)
    }
}
