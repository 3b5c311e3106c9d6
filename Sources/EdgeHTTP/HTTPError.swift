package import EdgeCore

/// What goes wrong between us and a server, below the meaning of its answers.
///
/// Addresses in the cases are redacted already: an error may be printed as it is.
package enum HTTPError: Explained {
    /// No connection: wrong host, closed port, no route.
    case unreachable(url: String, reason: String)
    /// The server's certificate is not trusted, or TLS failed otherwise.
    case tlsRefused(url: String, reason: String)
    /// No answer within the time of a request.
    case timedOut(method: HTTPMethod, url: String)
    /// A transfer moved no byte for the stall time.
    case stalled(url: String, afterBytes: Int64)
    /// The connection ended in the middle.
    case connectionLost(method: HTTPMethod, url: String, reason: String)
    /// An answer body beyond the limit.
    case bodyTooLarge(url: String, limit: Int)
    /// A transfer that was answered with a status outside 2xx; the detail is the start of the body, as text.
    case refused(method: HTTPMethod, url: String, status: Int, detail: String)
    /// Fewer or more bytes than announced or expected.
    case wrongLength(url: String, expected: Int64, actual: Int64)
    /// A file whose end nobody could tell from a lost connection.
    case unknownLength(url: String)
    /// Another part of a file than the one asked for; `answered` is the server's `Content-Range`.
    case wrongRange(url: String, asked: Int64, answered: String)
    /// A header whose name or value would break out of its line.
    case badHeader(url: String, name: String)
    /// An address that libcurl cannot take.
    case badAddress(url: String, reason: String)
    /// As many requests were made as may be; this one was not sent.
    case budgetSpent(limit: Int)

    /// True when the request may have reached the server although no answer came: a write is then in doubt.
    package var mayHaveArrived: Bool {
        switch self {
        case .unreachable, .tlsRefused, .badAddress, .badHeader, .budgetSpent: false
        case .timedOut, .stalled, .connectionLost, .bodyTooLarge, .refused, .wrongLength, .unknownLength,
            .wrongRange:
            true
        }
    }

    package var what: String {
        switch self {
        case .unreachable(let url, _): "cannot reach \(redacted(url: url))"
        case .tlsRefused(let url, _): "no trusted connection to \(redacted(url: url))"
        case .timedOut(let method, let url): "no answer to \(method.rawValue) \(redacted(url: url))"
        case .stalled(let url, _): "the transfer with \(redacted(url: url)) stands still"
        case .connectionLost(let method, let url, _):
            "the connection was lost during \(method.rawValue) \(redacted(url: url))"
        case .bodyTooLarge(let url, _): "the answer of \(redacted(url: url)) is too large"
        case .refused(let method, let url, let status, _):
            "\(method.rawValue) \(redacted(url: url)) was answered with \(status)"
        case .wrongLength(let url, _, _): "wrong number of bytes from \(redacted(url: url))"
        case .unknownLength(let url): "the length of \(redacted(url: url)) is unknown"
        case .wrongRange(let url, _, _): "the answer of \(redacted(url: url)) is another part of the file"
        case .badHeader(let url, _): "a header for \(redacted(url: url)) cannot be sent"
        case .badAddress(let url, _): "\(quoted(redacted(url: url))) is no usable address"
        case .budgetSpent(let limit): "stopped after \(limit) requests"
        }
    }

    package var why: String? {
        switch self {
        case .unreachable(_, let reason), .tlsRefused(_, let reason), .connectionLost(_, _, let reason),
            .badAddress(_, let reason):
            reason
        case .timedOut: "the time for one request is over"
        case .stalled(_, let bytes): "no byte moved after the first \(ByteCount(bytes))"
        case .bodyTooLarge(_, let limit): "the limit is \(ByteCount(limit))"
        case .refused(_, _, _, let detail): detail.isEmpty ? "the answer says nothing more" : quoted(detail)
        case .wrongLength(_, let expected, let actual): "expected \(expected) bytes, got \(actual)"
        case .unknownLength: "the answer has no Content-Length, so a lost connection would look like the end"
        case .wrongRange(_, let asked, let answered):
            "asked for the bytes from \(asked), answered \(quoted(answered))"
        case .budgetSpent: "no more were allowed; everything done so far is saved"
        case .badHeader(_, let name): "\(quoted(name)) or its value contains control characters"
        }
    }

    package var hint: String? {
        switch self {
        case .unreachable: "Check the address and that the server runs, then run the same command again."
        case .tlsRefused: "Give the authority's certificate with --ca-file, or check the host name."
        case .timedOut, .stalled, .connectionLost, .budgetSpent: "Run the same command again; it continues."
        case .bodyTooLarge: "Check that the address is the base URL of an Edge."
        case .refused(_, _, let status, _):
            switch status {
            case 300..<400: "Name the address that it leads to; redirects are not followed."
            case 404: "Check the address or pattern."
            case 507: "Free space on that server, then run the same command again; it continues."
            default: "Run the same command again; if it stays, ask the server's operator."
            }
        case .wrongLength: "Check that the file does not change meanwhile, then run the same command again."
        case .unknownLength: "Let a server that sends Content-Length hold the file."
        case .wrongRange: "Run the same command again; the file starts from its beginning."
        case .badHeader: "Check the server's answer that named this header, or the credentials."
        case .badAddress: "Give a full address, such as https://edge.example.com."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .unreachable, .tlsRefused, .timedOut, .stalled, .connectionLost, .wrongLength: .unavailable
        case .bodyTooLarge, .unknownLength, .wrongRange, .badHeader: .outsideContract
        case .badAddress: .usage
        case .budgetSpent: .tryAgain
        case .refused(_, _, let status, _):
            switch status {
            case 401, 403: .notAllowed
            case 507: .tryAgain
            case 300..<500: .outsideContract
            default: .unavailable
            }
        }
    }
}

extension HTTPError {
    /// The same without the values of secret headers, which a server may repeat in its answer.
    package func hiding(_ headers: [HTTPHeader]) -> HTTPError {
        // `Bearer TOKEN` may be repeated without its first word.
        let secrets = headers.filter(\.isSecret).flatMap { header in
            [Secret(header.value)] + header.value.split(separator: " ").map { Secret(String($0)) }
        }
        return switch self {
        case .refused(let method, let url, let status, let detail):
            .refused(method: method, url: url, status: status, detail: detail.hiding(secrets))
        case .wrongRange(let url, let asked, let answered):
            .wrongRange(url: url, asked: asked, answered: answered.hiding(secrets))
        default: self
        }
    }
}
