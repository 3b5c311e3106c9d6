package import EdgeCore

/// What a finished download is: the file is complete, and its bytes were hashed in passing.
package struct Download: Sendable, Hashable {
    package let size: Int64
    package let digest: Digest
    /// The server's strong ETag, when it gave one.
    package let etag: String?

    package init(size: Int64, digest: Digest, etag: String?) {
        self.size = size
        self.digest = digest
        self.etag = etag
    }
}
