import EdgeCore

/// A body that is hashed and not kept; an answer without the file's bytes is kept aside.
final class DigestBody: BodySink {
    private let url: String
    private let meter: Meter?
    private let refusal = KeptBody(limit: KeptBody.detailLimit, .isCut)
    private var digest = StreamingDigest()
    private var head: ResponseHead?

    init(url: String, meter: Meter?) {
        self.url = url
        self.meter = meter
    }

    /// The start of an answer that is not the file.
    var detail: KeptBody { refusal }

    func begin(_ head: ResponseHead) throws { self.head = head }

    func take(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
        guard head?.status == 200 else { return try refusal.take(bytes) }
        digest.update(bytes)
        meter?.add(bytes: Int64(bytes.count))
        return true
    }

    /// What was read, complete; nil when the answer was not the file.
    func finish() throws -> Download? {
        guard let head, head.status == 200 else { return nil }
        if let expected = head.contentLength, expected != digest.count {
            throw HTTPError.wrongLength(url: url, expected: expected, actual: digest.count)
        }
        return Download(size: digest.count, digest: digest.finish(), etag: head.strongETag)
    }
}
