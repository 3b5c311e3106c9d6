import EdgeCore
import EdgeHTTP
import EdgeServe
import Foundation
import TestKit

/// A server on loopback with one build of 300,000 bytes on offer.
struct Berth: Sendable {
    let offers: BuildOffers
    let build: ServedBuild
    let bytes: Data
    let caFile: String?

    /// The address of the build.
    var address: String { offers.address(of: build).reveal() }

    /// A caller of the address, or of another one.
    func caller(_ url: String? = nil) -> RawCaller {
        RawCaller(url: url ?? address, headers: [], caFile: caFile)
    }

    static func run(
        tls: TLSFiles? = nil, damaged: Bool = false, url: String = "http://127.0.0.1",
        configure: @escaping @Sendable (inout ServeSettings) -> Void = { _ in },
        _ body: @escaping @Sendable (Berth) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
            let path = folder + "/build.tar"
            var stored = bytes
            if damaged { stored[1000] ^= 1 }
            try stored.write(to: URL(fileURLWithPath: path))
            let digest = Digest(of: bytes)
            let build = ServedBuild(
                ServedName(app: "Tug", number: 3), size: Int64(bytes.count), digest: digest,
                bytes: { try FileSlice(whole: path) },
                provenBytes: { Proven(source: try FileSlice(whole: path), digest: digest) })
            var random = SystemRandomNumberGenerator()
            var settings = ServeSettings(
                host: "127.0.0.1", port: 0, publicURL: try PublicURL(url).orThrow("a URL"), random: &random)
            settings.tls = tls.map { ($0.certificate, $0.key) }
            configure(&settings)
            try await BuildServer(settings).serving { offers in
                try await body(Berth(offers: offers, build: build, bytes: bytes, caFile: tls?.authority))
            }
        }
    }
}

/// Withholds the last bytes of what does not have the digest, as an archive does.
private struct Proven: ByteSource {
    let source: FileSlice
    let digest: Digest
    var size: Int64 { source.size }

    func reader(at offset: Int64) throws -> any ByteReader {
        Reader(inner: try source.reader(at: 0), size: size, digest: digest)
    }

    private final class Reader: ByteReader {
        let inner: any ByteReader
        let size: Int64
        let digest: Digest
        var seen = StreamingDigest()

        init(inner: any ByteReader, size: Int64, digest: Digest) {
            self.inner = inner
            self.size = size
            self.digest = digest
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let count = try inner.read(into: buffer)
            seen.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            if seen.count == size, seen.finish() != digest {
                throw CoreError.file(path: "build.tar", doing: "read", code: EIO)
            }
            return count
        }
    }
}
