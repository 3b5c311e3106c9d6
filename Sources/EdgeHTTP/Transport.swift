package import EdgeCore
import Foundation
package import Logging

/// The one way out of the process: requests with small bodies, and transfers between files and sockets.
///
/// A value that tasks share: its copies pace their requests together and reuse each other's connections.
package struct Transport: Sendable {
    let settings: TransportSettings
    let meter: Meter?
    private let log: Logger?
    private let timing: Timing
    private let announce: (@Sendable (Wait) -> Void)?
    private let pacer: Pacer
    private let handles = IdleHandles()
    private let budget: RequestBudget?

    /// The meter counts requests, and the bytes of transfers (not of small bodies). The log gets one line a request
    /// at `debug`; addresses are redacted, headers and bodies left out. `announce` is called before each pause, since
    /// one can take fifteen minutes.
    package init(
        _ settings: TransportSettings, meter: Meter? = nil, log: Logger? = nil, timing: Timing = Timing(),
        announce: (@Sendable (Wait) -> Void)? = nil
    ) {
        self.settings = settings
        self.meter = meter
        self.log = log
        self.timing = timing
        self.announce = announce
        budget = settings.mostRequests.map { RequestBudget($0) }
        pacer = Pacer(requestsPerSecond: settings.requestsPerSecond)
    }

    /// Sends a request and returns whatever was answered; statuses are for the caller to judge.
    ///
    /// A read, and what else is repeatable, is repeated after 429, 5xx, time-outs and lost connections; another write
    /// only after 429. Redirects are answers like any other. The last answer is returned even when it is a 5xx.
    /// - Throws: `HTTPError`; `mayHaveArrived` tells whether a write is in doubt. `CancellationError`.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let limit = settings.bodyLimit
        return try await repeated(
            request.method, request.url, isRepeatable: request.isRepeatable
        ) {
            try await exchange(request) { KeptBody(limit: limit, .isRefused(url: $0)) }
        }
    }

    /// Asks for the first byte of a remote file, since HEAD is refused by pre-authenticated addresses.
    /// - Throws: `HTTPError.refused` for any status but 200, 206 and the 416 of an empty file.
    package func probe(_ url: String, headers: [HTTPHeader] = []) async throws -> RemoteFile {
        let range = HTTPHeader("Range", "bytes=0-0")
        let request = HTTPRequest(.get, url, headers: headers + [range])
        let answer = try await repeated(.get, url) {
            try await exchange(request) { _ in KeptBody(limit: KeptBody.detailLimit, .isCut) }
        }
        switch answer.status {
        case 200: return RemoteFile(size: answer.contentLength, etag: answer.strongETag)
        case 206: return RemoteFile(size: answer.contentRange?.total, etag: answer.strongETag)
        case 416 where answer.contentRange?.total == 0:
            return RemoteFile(size: 0, etag: answer.strongETag)
        default: throw answer.refusal(of: .get, url)
        }
    }

    /// Makes one try after the other until the outcome stands.
    ///
    /// `hasProgressed` is asked after each try; true starts the count of tries anew. Who is told of a maintenance has not
    /// tried in vain.
    func repeated(
        _ method: HTTPMethod, _ url: String, isRepeatable: Bool? = nil,
        hasProgressed: () -> Bool = { false },
        _ attempt: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        let policy = RetryPolicy(attempts: settings.attempts, longestWait: settings.longestWait)
        var count = 0
        var maintained = Duration.zero
        while true {
            let outcome = try await once(method, url, attempt)
            count = hasProgressed() ? 1 : count + 1
            let wait = policy.wait(
                after: outcome, isRepeatable: isRepeatable ?? method.isRead, url: redacted(url: url),
                attempt: count,
                random: timing.random(), date: timing.date())
            guard let wait else { return try outcome.get() }
            if wait.isLongMaintenance, maintained + wait.duration <= settings.longestMaintenance {
                maintained += wait.duration
                count -= 1
            }
            announce?(wait)
            try await timing.sleep(wait.duration)
        }
    }

    /// Makes one try, in its turn.
    func once(
        _ method: HTTPMethod, _ url: String, _ attempt: () async throws -> HTTPResponse
    ) async throws -> Result<HTTPResponse, HTTPError> {
        try budget?.spend()
        return try await pacer.paced(timing) {
            meter?.add(requests: 1)
            return try await logged(method, url, attempt)
        }
    }

    /// One try of a request with a small body, on a thread of its own.
    private func exchange(
        _ request: HTTPRequest, _ sink: @escaping @Sendable (_ shownURL: String) -> KeptBody
    ) async throws -> HTTPResponse {
        let call = Call(
            method: request.method, url: request.url, headers: request.headers,
            body: request.body.map { .bytes($0) } ?? .none, timeout: settings.requestTimeout)
        return try await blocking("request") { cancellation in
            let body = sink(call.shownURL)
            let exchange = Exchange(url: call.shownURL, sink: body, cancellation: cancellation)
            try perform(call, exchange)
            return HTTPResponse(exchange.head, body: body.bytes)
        }
    }

    /// Blocks until the call has ended; a handle whose call failed is not used again.
    func perform(_ call: Call, _ exchange: Exchange) throws {
        var handle = handles.take()
        try call.configure(&handle, settings)
        try exchange.run(call, on: handle)
        handles.giveBack(handle)
    }

    private func logged(
        _ method: HTTPMethod, _ url: String, _ attempt: () async throws -> HTTPResponse
    ) async throws -> Result<HTTPResponse, HTTPError> {
        let start = timing.now()
        let outcome: Result<HTTPResponse, HTTPError>
        do {
            outcome = .success(try await attempt())
        } catch let error as HTTPError {
            outcome = .failure(error)
        }
        let result =
            switch outcome {
            case .success(let answer): "\(answer.status)"
            case .failure(let error): error.why ?? error.what
            }
        log?.debug(
            "request",
            metadata: [
                "method": "\(method.rawValue)", "url": "\(redacted(url: url))", "result": "\(result)",
                "milliseconds": "\((timing.now() - start).milliseconds)",
            ])
        return outcome
    }
}
