/// Where a download stands between two tries.
struct DownloadProgress: Sendable, Hashable {
    /// Bytes of the remote file that are in the file.
    var position: Int64 = 0
    /// The size of the remote file, once it is known.
    var total: Int64?
    /// The ETag that those bytes belong to.
    var etag: String?

    /// The headers that ask for the rest; nil when the file must start from its beginning.
    var resumption: [HTTPHeader]? {
        guard position > 0, let etag else { return nil }
        return [HTTPHeader("Range", "bytes=\(position)-"), HTTPHeader("If-Range", etag)]
    }
}
