package import EdgeCore

extension Transport {
    /// Sends bytes as the body of one PUT, streamed; memory stays constant.
    ///
    /// It is made once, because an upload address is good for one use. A server that answers early is heard at once,
    /// and the rest is not sent. The meter counts the bytes sent.
    /// - Returns: Whatever was answered; statuses are for the caller to judge.
    /// - Throws: `HTTPError`; an error of the source as it is; `CancellationError`.
    package func upload(
        _ source: any ByteSource, to url: String, headers: [HTTPHeader] = []
    ) async throws -> HTTPResponse {
        let isTyped = headers.contains { $0.name.lowercased() == "content-type" }
        let type = isTyped ? [] : [HTTPHeader("Content-Type", "application/octet-stream")]
        let call = Call(method: .put, url: url, headers: type + headers, body: .stream(size: source.size))
        let (settings, meter) = (settings, meter)
        return try await once(.put, call.shownURL) {
            try await blocking("upload") { cancellation in
                let shown = call.shownURL
                let answer = KeptBody(limit: settings.bodyLimit, .isRefused(url: shown))
                let idle = IdleWatch(
                    url: shown, limit: settings.stallTimeout, answerLimit: settings.requestTimeout)
                let exchange = Exchange(
                    url: shown, sink: answer, source: try UploadBody(source, url: shown, meter: meter),
                    idle: idle, cancellation: cancellation)
                try perform(call, exchange)
                return HTTPResponse(exchange.head, body: answer.bytes)
            }
        }.get()
    }
}
