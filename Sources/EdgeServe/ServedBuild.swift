package import EdgeCore

/// A build that a target may fetch, and how to get at its bytes.
package struct ServedBuild: Sendable {
    package let name: ServedName
    package let size: Int64
    package let digest: Digest
    /// The bytes as they are.
    package let bytes: @Sendable () throws -> any ByteSource
    /// The bytes from their start; the last of them come only when all together have the digest.
    package let provenBytes: @Sendable () throws -> any ByteSource

    package init(
        _ name: ServedName, size: Int64, digest: Digest,
        bytes: @escaping @Sendable () throws -> any ByteSource,
        provenBytes: @escaping @Sendable () throws -> any ByteSource
    ) {
        self.name = name
        self.size = size
        self.digest = digest
        self.bytes = bytes
        self.provenBytes = provenBytes
    }
}

/// Which build it is: names of the archive.
package struct ServedName: Sendable, Hashable {
    package let app: String
    package let number: Int

    package init(app: String, number: Int) {
        self.app = app
        self.number = number
    }

    /// Its place below a signature: `/Tug/3/native-build.tar`.
    var place: String { "/\(app)/\(number)/native-build.tar" }
}
