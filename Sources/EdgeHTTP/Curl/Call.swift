import CCurl
import EdgeCore
import Foundation

/// One try of one request, ready to be performed.
struct Call: Sendable {
    enum Body: Sendable {
        case none
        case bytes(Data)
        /// Comes through the read callback.
        case stream(size: Int64)
    }

    let method: HTTPMethod
    let url: String
    let headers: [HTTPHeader]
    var body = Body.none
    /// Nil for a transfer, which takes as long as its bytes move.
    var timeout: Duration?

    /// The address as errors and logs may hold it.
    var shownURL: String {
        if case .stream = body { redacted(key: url) } else { redacted(url: url) }
    }

    func configure(_ handle: inout CurlHandle, _ settings: TransportSettings) throws {
        guard !url.utf8.contains(0) else {
            throw HTTPError.badAddress(url: shownURL, reason: "it contains a zero byte")
        }
        let lines = try headerLines()
        do {
            try handle.set(CURLOPT_URL, url)
            // Signals of a library would hit a process with many threads.
            try handle.set(CURLOPT_NOSIGNAL, 1)
            try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
            try handle.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            try handle.set(CURLOPT_FOLLOWLOCATION, 0)
            try handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
            try handle.set(CURLOPT_USERAGENT, settings.userAgent)
            try handle.set(CURLOPT_CONNECTTIMEOUT_MS, settings.connectTimeout.milliseconds)
            try handle.set(CURLOPT_TIMEOUT_MS, timeout?.milliseconds ?? 0)
            try handle.set(CURLOPT_TCP_KEEPALIVE, 1)
            try handle.set(CURLOPT_BUFFERSIZE, 256 << 10)
            try trust(handle, settings)
            try handle.set(headers: lines)
            try announce(handle)
        } catch {
            throw error.error(method, shownURL)
        }
    }

    private func trust(_ handle: borrowing CurlHandle, _ settings: TransportSettings) throws(CurlFailure) {
        try handle.set(CURLOPT_SSL_VERIFYPEER, settings.verifiesTLS ? 1 : 0)
        try handle.set(CURLOPT_SSL_VERIFYHOST, settings.verifiesTLS ? 2 : 0)
        if let file = settings.caFile { try handle.set(CURLOPT_CAINFO, file) }
    }

    private func announce(_ handle: borrowing CurlHandle) throws(CurlFailure) {
        if !method.isRead {
            // On a reused connection libcurl silently repeats a request that got no answer; a write that may
            // have arrived must not be repeated.
            try handle.set(CURLOPT_FRESH_CONNECT, 1)
        }
        switch body {
        case .none where method == .post: try attach(Data(), handle)
        case .none: try handle.set(CURLOPT_HTTPGET, 1)
        case .bytes(let data): try attach(data, handle)
        case .stream(let size):
            try handle.set(CURLOPT_UPLOAD, 1)
            try handle.set(CURLOPT_INFILESIZE_LARGE, bytes: size)
            try handle.set(CURLOPT_UPLOAD_BUFFERSIZE, 1 << 20)
        }
        try handle.set(CURLOPT_CUSTOMREQUEST, method.rawValue)
    }

    private func attach(_ data: Data, _ handle: borrowing CurlHandle) throws(CurlFailure) {
        try handle.set(CURLOPT_POSTFIELDSIZE_LARGE, bytes: Int64(data.count))
        try handle.set(CURLOPT_COPYPOSTFIELDS, copied: data)
    }

    private func headerLines() throws -> [String] {
        let names = Set(headers.map { $0.name.lowercased() })
        // Without this, uploads lose a second at servers that do not answer 100-continue.
        var lines = ["Expect:"]
        // libcurl would call every body a web form.
        if !names.contains("content-type") { lines.append("Content-Type:") }
        for header in headers {
            guard header.isWellFormed else { throw HTTPError.badHeader(url: shownURL, name: header.name) }
            lines.append(header.value.isEmpty ? "\(header.name);" : "\(header.name): \(header.value)")
        }
        return lines
    }
}

extension Duration {
    /// Whole milliseconds, at least one of a positive duration, since libcurl takes 0 for "no limit".
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let count = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
        return self > .zero ? max(1, count) : 0
    }
}
