import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct TLSTests {
    @Test func `the sandbox speaks TLS with a given certificate`() async throws {
        try await withTemporaryFolder { folder in
            let files = try await makeCertificate(in: folder)
            let bytes = try await tarBytes(["a": String(repeating: "x", count: 3_000_000)])
            try await withSandbox(seed: Dock.seed, tls: files) { sandbox in
                #expect(sandbox.url.hasPrefix("https://"))
                let caller = try sandbox.caller()
                try await caller.upload(bytes, to: "Gull")
                try await caller.idle("Gull")
                let address = sandbox.report.builds.replacing("{org}", with: "Dock")
                    .replacing("{app}", with: "Gull").replacing("{build}", with: "1")
                let bucket = RawCaller(url: address, headers: [], caFile: sandbox.caFile)
                #expect(try await bucket.call(.get, "").body == bytes)
                let distrusting = RawCaller(url: sandbox.url, headers: [])
                await #expect(throws: HTTPError.self) { try await distrusting.call(.get, "/be/v1/apps") }
            }
        }
    }

    @Test func `a certificate that cannot be read is an error that says so`() async throws {
        let files = TLSFiles(certificate: "/nowhere.pem", key: "/nowhere.key", authority: "")
        let error = await #expect(throws: SandboxError.self) {
            try await withSandbox(seed: Dock.seed, tls: files) { _ in }
        }
        guard case .certificate = error else {
            Issue.record("expected a bad certificate, got \(String(describing: error))")
            return
        }
    }
}
