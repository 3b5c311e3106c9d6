import EdgeCore
import Foundation

extension Transport {
    /// Brings a remote file into a file, and hashes it in passing; memory stays constant.
    ///
    /// Bytes that an earlier run left in the file are continued when `PATH.etag` beside it names the remote file
    /// they belong to and the server still has that; else the file starts from its beginning. A lost or stalled
    /// connection is continued likewise, and tries that bring nothing are bounded by `attempts`. The meter counts
    /// the bytes of the file, those that were there before included.
    ///
    /// The path is a file of this download alone, which nothing else reads yet. It stays after an error. When it is
    /// complete, move it to its place and call `PartialFile.forget(path)`; a complete file that is asked for again
    /// costs one byte.
    ///
    /// - Returns: Size and digest of the complete file.
    /// - Throws: `HTTPError`, with `refused` for every status but 200 and 206 (the file is then untouched);
    ///   `CoreError.file`; `CancellationError`.
    package func download(
        _ url: String, headers: [HTTPHeader] = [], to path: String
    ) async throws -> Download {
        let (file, found) = try await blocking("open") { _ in
            let file = try PartialFile(path)
            return (file, try Self.found(in: file))
        }
        meter?.add(bytes: found.position)
        let digest = FollowingDigest(of: file, available: found.position)
        async let hashed = blocking("digest") { try digest.run($0) }
        let end = try await fetch(url, headers, file, digest, from: found)
        return Download(size: end.position, digest: try await hashed, etag: end.etag)
    }

    /// The last byte is asked for again: so a complete file is answered too, and not with 416.
    private static func found(in file: PartialFile) throws(CoreError) -> DownloadProgress {
        guard let etag = file.etag() else { return DownloadProgress() }
        return DownloadProgress(position: max(0, try file.size() - 1), etag: etag)
    }

    private func fetch(
        _ url: String, _ headers: [HTTPHeader], _ file: PartialFile, _ digest: FollowingDigest,
        from found: DownloadProgress
    ) async throws -> DownloadProgress {
        defer { digest.end() }
        var progress = found
        var best = found.position
        let fetchRest = { () async throws -> HTTPResponse in
            try await repeated(
                .get, url,
                hasProgressed: {
                    defer { best = max(best, progress.position) }
                    return progress.resumption != nil && progress.position > best
                },
                {
                    let (end, outcome) = try await attempt(url, headers, file, digest, from: progress)
                    progress = end
                    return try outcome.get()
                })
        }
        var answer = try await fetchRest()
        if answer.status == 416, progress.resumption != nil {
            // The remote file ends before ours: what we have belongs to none.
            progress.etag = nil
            answer = try await fetchRest()
        }
        guard answer.status == 200 || answer.status == 206 else { throw answer.refusal(of: .get, url) }
        let size = progress.position
        try await blocking("sync") { _ in try file.finish(size: size) }
        return progress
    }

    private func attempt(
        _ url: String, _ headers: [HTTPHeader], _ file: PartialFile, _ digest: FollowingDigest,
        from progress: DownloadProgress
    ) async throws -> (DownloadProgress, Result<HTTPResponse, HTTPError>) {
        let call = Call(method: .get, url: url, headers: headers + (progress.resumption ?? []))
        let idle = IdleWatch(
            url: call.shownURL, limit: settings.stallTimeout, answerLimit: settings.requestTimeout)
        return try await blocking("download") { cancellation in
            let body = FileBody(
                url: call.shownURL, file: file, digest: digest, meter: meter, progress: progress)
            let exchange = Exchange(url: call.shownURL, sink: body, idle: idle, cancellation: cancellation)
            do {
                try perform(call, exchange)
                try body.checkEnd()
                return (body.progress, .success(HTTPResponse(exchange.head, body: body.detail.bytes)))
            } catch let error as HTTPError {
                return (body.progress, .failure(error))
            }
        }
    }
}
