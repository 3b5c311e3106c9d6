import EdgeCore
import TestKit
import Testing

/// Edges whose certificate comes from an authority of their own.
@Suite struct TrustErrorTests {
    private func withTrustedMove(_ body: @escaping @Sendable (Move, _ authority: String) async throws -> Void)
        async throws
    {
        try await withTemporaryFolder { folder in
            let tls = try await makeCertificate(in: folder)
            try await withMove(tls: tls) { move in try await body(move, tls.authority) }
        }
    }

    @Test func `an unknown authority is refused, and accepted with its certificate`() async throws {
        try await withTrustedMove { move, authority in
            try move.expectError(try await move.snapshot(), .unavailable, "source-tls", hidingWhy: true)
            let missing = try await move.snapshot("--ca-file", move.folder + "/missing.pem")
            try move.expectError(missing, .noInput, "ca-file-missing")
            let noPEM = try await move.snapshot("--ca-file", try move.write("hello\n", to: "no.pem"))
            try move.expectError(noPEM, .unavailable, "ca-file-no-pem", hidingWhy: true)
            #expect(try await move.snapshot("--ca-file", authority).status == 0)

            try move.expectError(try await move.replay(), .unavailable, "target-tls", hidingWhy: true)
            try await move.expectUntouched()
            let replay = try await move.replay("--ca-file", authority)
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let compare = try await move.compare("--ca-file", authority)
            #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
        }
    }

    @Test func `an Edge is trusted blindly only where its own option says so`() async throws {
        try await withTrustedMove { move, authority in
            let other = try await move.snapshot("--insecure-source")
            // The Edge is trusted, the place of its builds is not.
            try move.expectError(other, .unavailable, "builds-tls", hidingWhy: true)
            #expect(try await move.snapshot("--ca-file", authority).status == 0)
            let replay = try await move.replay("--insecure-target")
            #expect(replay.status == 0, "\(replay.output)\(replay.errors)")
            let compare = try await move.compare("--ca-file", authority)
            #expect(compare.status == 0, "\(compare.output)\(compare.errors)")
        }
    }
}
