/// What `Range: bytes=0-0` tells of a remote file without its bytes.
package struct RemoteFile: Sendable, Hashable {
    /// Nil when the server does not say.
    package let size: Int64?
    /// The server's strong ETag, when it gave one.
    package let etag: String?

    package init(size: Int64?, etag: String?) {
        self.size = size
        self.etag = etag
    }
}
