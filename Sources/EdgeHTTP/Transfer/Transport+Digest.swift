import EdgeCore
import Synchronization

extension Transport {
    /// Reads a remote file to its end and says what it was, without keeping a byte; memory stays constant.
    ///
    /// A lost connection begins anew, within the tries of a read.
    /// - Throws: `HTTPError`, with `refused` for every status but 200; `CancellationError`.
    package func digest(of url: String, headers: [HTTPHeader] = []) async throws -> Download {
        let call = Call(method: .get, url: url, headers: headers)
        let found = FoundFile()
        let (settings, meter) = (settings, meter)
        let answer = try await repeated(.get, url) {
            try await blocking("digest") { cancellation in
                let shown = call.shownURL
                let body = DigestBody(url: shown, meter: meter)
                let idle = IdleWatch(
                    url: shown, limit: settings.stallTimeout, answerLimit: settings.requestTimeout)
                let exchange = Exchange(url: shown, sink: body, idle: idle, cancellation: cancellation)
                try perform(call, exchange)
                found.file.withLock { $0 = nil }
                if let download = try body.finish() { found.file.withLock { $0 = download } }
                return HTTPResponse(exchange.head, body: body.detail.bytes)
            }
        }
        guard let download = found.file.withLock({ $0 }) else { throw answer.refusal(of: .get, url) }
        return download
    }

    /// Carries the result of the try that stands out of its thread.
    private final class FoundFile: Sendable {
        let file = Mutex<Download?>(nil)
    }
}
