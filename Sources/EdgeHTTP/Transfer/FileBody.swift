import EdgeCore

/// A body that goes into a file from where the file ends; an answer without the file's bytes is kept aside.
final class FileBody: BodySink {
    private let url: String
    private let file: PartialFile
    private let digest: FollowingDigest
    private let meter: Meter?
    /// Where the file stands; handed from try to try.
    private(set) var progress: DownloadProgress
    private let refusal = KeptBody(limit: KeptBody.detailLimit, .isCut)
    private var isFile = false

    init(
        url: String, file: PartialFile, digest: FollowingDigest, meter: Meter?, progress: DownloadProgress
    ) {
        self.url = url
        self.file = file
        self.digest = digest
        self.meter = meter
        self.progress = progress
    }

    /// The start of an answer that is not the file.
    var detail: KeptBody { refusal }

    func begin(_ head: ResponseHead) throws {
        switch head.status {
        case 200:
            guard head.endsVisibly else { throw HTTPError.unknownLength(url: url) }
            digest.restart()
            try file.restart(etag: head.strongETag)
            meter?.add(bytes: -progress.position)
            progress = DownloadProgress(position: 0, total: head.contentLength, etag: head.strongETag)
            isFile = true
        case 206:
            try checkPart(head)
            isFile = true
        default:
            break
        }
    }

    func take(_ bytes: UnsafeRawBufferPointer) throws -> Bool {
        guard isFile else { return try refusal.take(bytes) }
        let end = progress.position + Int64(bytes.count)
        if let total = progress.total, end > total {
            throw HTTPError.wrongLength(url: url, expected: total, actual: end)
        }
        try file.write(bytes, at: progress.position)
        progress.position = end
        digest.advance(to: end)
        meter?.add(bytes: Int64(bytes.count))
        return true
    }

    /// A body may end before its announced part, and a part before the end of the file.
    func checkEnd() throws {
        guard isFile, let total = progress.total, progress.position != total else { return }
        throw HTTPError.wrongLength(url: url, expected: total, actual: progress.position)
    }

    /// The part must begin where we stand, and belong to the file whose beginning we have.
    private func checkPart(_ head: ResponseHead) throws {
        let range = head.contentRange
        let isOurs =
            progress.resumption != nil && range?.part?.lowerBound == progress.position
            && (head.strongETag ?? progress.etag) == progress.etag
            && (range?.total ?? progress.total) == (progress.total ?? range?.total)
        guard isOurs else {
            // Else every later run would ask for the same part and fail the same way.
            try PartialFile.forget(file.path)
            throw HTTPError.wrongRange(
                url: url, asked: progress.position, answered: head.headers["content-range"] ?? "")
        }
        progress.total = range?.total ?? progress.total
    }
}
