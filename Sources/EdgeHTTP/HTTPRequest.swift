package import Foundation

package enum HTTPMethod: String, Sendable, Hashable {
    case get = "GET"
    case post = "POST"
    case patch = "PATCH"
    case delete = "DELETE"
    case put = "PUT"

    /// Reads may be repeated blindly; a write that may have arrived is in doubt.
    package var isRead: Bool { self == .get }
}

/// One header line of a request; secret values are left out of every log.
package struct HTTPHeader: Sendable, Hashable {
    package let name: String
    package let value: String
    package let isSecret: Bool

    package init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }
}

/// One call with a small body.
package struct HTTPRequest: Sendable {
    package var method: HTTPMethod
    /// The whole address; it can hold a credential (upload URLs do), so errors show it redacted.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: Data?

    package init(_ method: HTTPMethod, _ url: String, headers: [HTTPHeader] = [], body: Data? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

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

    package var isSuccess: Bool { (200..<300).contains(status) }
}
