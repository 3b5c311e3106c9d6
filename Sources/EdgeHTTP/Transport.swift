package import EdgeCore

/// The one way out of the process: requests with small bodies, and transfers between files and sockets.
package struct Transport: Sendable {
    private let settings: TransportSettings
    private let meter: Meter?

    package init(_ settings: TransportSettings, meter: Meter? = nil) {
        self.settings = settings
        self.meter = meter
    }

    /// Sends a request and returns whatever was answered; statuses are for the caller to judge.
    ///
    /// A read is repeated after 429, 5xx, time-outs and lost connections; a write only after 429.
    package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        throw HTTPError.badAddress(url: request.url, reason: "not built yet")
    }

    package func upload(_ source: any ByteSource, to url: String, headers: [HTTPHeader]) async throws
        -> HTTPResponse
    {
        throw HTTPError.badAddress(url: url, reason: "not built yet")
    }

    package func download(_ url: String, headers: [HTTPHeader], to path: String, resuming etag: String?)
        async throws
        -> Download
    {
        throw HTTPError.badAddress(url: url, reason: "not built yet")
    }

    package func probe(_ url: String, headers: [HTTPHeader]) async throws -> RemoteFile {
        throw HTTPError.badAddress(url: url, reason: "not built yet")
    }
}
