import EdgeCore
package import Foundation

/// An answer with a body that was small enough to keep.
package struct HTTPResponse: Sendable {
    package let status: Int
    /// Names in lowercase; of a repeated header the last one.
    package let headers: [String: String]
    package let body: Data

    package init(status: Int, headers: [String: String], body: Data) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A status of 2xx.
    package var isSuccess: Bool { (200..<300).contains(status) }
}

extension HTTPResponse {
    init(_ head: ResponseHead, body: Data) {
        self.init(status: head.status, headers: head.headers, body: body)
    }

    var contentLength: Int64? { headers["content-length"].flatMap { Int64($0) } }
    var contentRange: ContentRange? { headers["content-range"].flatMap { ContentRange($0) } }
    var strongETag: String? { headers["etag"].flatMap { ResponseHead.strongETag($0) } }

    /// The answer as an error, for transfers, which have no use for other statuses.
    func refusal(of method: HTTPMethod, _ url: String) -> HTTPError {
        let detail = String(decoding: body.prefix(KeptBody.detailLimit), as: UTF8.self)
        return .refused(method: method, url: redacted(url: url), status: status, detail: detail)
    }
}
