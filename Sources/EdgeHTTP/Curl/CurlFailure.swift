import CCurl
import EdgeCore

/// A libcurl result other than OK, with libcurl's own words.
struct CurlFailure: Error {
    let code: CURLcode
    let message: String
    /// Whether any byte of the request was sent; else the server cannot have acted on it.
    let wasSent: Bool

    /// The one place where libcurl's results become ours.
    func error(_ method: HTTPMethod, _ url: String) -> HTTPError {
        switch code {
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT:
            .badAddress(url: url, reason: message)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_USE_SSL_FAILED:
            .tlsRefused(url: url, reason: message)
        case _ where !wasSent: .unreachable(url: url, reason: message)
        case CURLE_OPERATION_TIMEDOUT: .timedOut(method: method, url: url)
        default: .connectionLost(method: method, url: url, reason: message)
        }
    }
}
