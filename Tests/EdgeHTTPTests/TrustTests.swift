import EdgeCore
import Foundation
import Hummingbird
import NIOSSL
import TestKit
import Testing

@testable import EdgeHTTP

/// An HTTPS server whose certificate comes from an authority that nobody knows.
@Suite struct TrustTests {
    private func openssl(_ arguments: String, in folder: String) async throws {
        let status = try await blocking("openssl") { _ in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.arguments = arguments.split(separator: " ").map(String.init)
            process.currentDirectoryURL = URL(fileURLWithPath: folder)
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus
        }
        try #require(status == 0)
    }

    /// Makes `ca.pem`, and `server.pem` with `server.key` for localhost.
    private func certificates(in folder: String) async throws -> TLSConfiguration {
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
        try await openssl(
            "req -x509 \(key) -keyout ca.key -out ca.pem -days 2 -subj /CN=edgeferry-test-authority",
            in: folder)
        try await openssl("req \(key) -keyout server.key -out server.csr -subj /CN=localhost", in: folder)
        try Data("subjectAltName=DNS:localhost\n".utf8).write(to: URL(fileURLWithPath: folder + "/names"))
        try await openssl(
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
            in: folder)
        return .makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(folder + "/server.pem").map {
                .certificate($0)
            },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: folder + "/server.key", format: .pem)))
    }

    @Test func `an unknown authority is refused unless it is given or nobody asks`() async throws {
        try await withTemporaryFolder { folder in
            let tls = try await certificates(in: folder)
            let served = Notebook<String>()
            try await withWebServer(
                { router in
                    router.get("hello") { _, _ in
                        served.add("hello")
                        return "hello"
                    }
                }, tls: tls
            ) { url in
                let request = HTTPRequest(.get, url + "/hello")
                let error = try await #require(throws: HTTPError.self) {
                    try await Transport(.quick).send(request)
                }
                guard case .tlsRefused(_, let reason) = error else { throw error }
                #expect(reason.contains("certificate"))
                #expect(error.status == .unavailable)
                #expect(error.hint?.contains("--ca-file") == true)
                #expect(served.notes.isEmpty)

                var settings = TransportSettings.quick
                settings.caFile = folder + "/ca.pem"
                #expect(try await Transport(settings).send(request).body == Data("hello".utf8))

                let byNumber = url.replacing("localhost", with: "127.0.0.1")
                let wrongName = try await #require(throws: HTTPError.self) {
                    try await Transport(settings).send(HTTPRequest(.get, byNumber + "/hello"))
                }
                guard case .tlsRefused = wrongName else { throw wrongName }

                settings.caFile = folder + "/missing.pem"
                let noFile = try await #require(throws: HTTPError.self) {
                    try await Transport(settings).send(request)
                }
                guard case .tlsRefused = noFile else { throw noFile }

                settings.caFile = nil
                settings.verifiesTLS = false
                #expect(try await Transport(settings).send(request).status == 200)
            }
        }
    }

    @Test func `a server that speaks no TLS is refused`() async throws {
        let server = try RawServer { connection, _ in connection.send("HTTP/1.1 400 No\r\n\r\n") }
        defer { server.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await Transport(.quick).send(
                HTTPRequest(.get, server.url.replacing("http:", with: "https:")))
        }
        guard case .tlsRefused = error else { throw error }
    }
}
