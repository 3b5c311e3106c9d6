import EdgeCore
package import Foundation

/// What a request does.
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
package struct HTTPHeader: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    package let name: String
    package let value: String
    package let isSecret: Bool

    package init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    package var description: String { "\(name): \(isSecret ? "•••" : value)" }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// True when the header stays on its line: it may come from a server's answer.
    package var isWellFormed: Bool {
        let isNameByte = { (byte: UInt8) in (0x21...0x7E).contains(byte) && byte != UInt8(ascii: ":") }
        return !name.isEmpty && name.utf8.allSatisfy(isNameByte)
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}

/// One call with a small body.
package struct HTTPRequest: Sendable, CustomStringConvertible, CustomReflectable {
    package var method: HTTPMethod
    /// The whole address; it can hold a credential (upload URLs do), so errors show it redacted.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: Data?
    /// May be sent again whatever became of it: reads, and writes that change nothing when done twice.
    package var isRepeatable: Bool

    package init(
        _ method: HTTPMethod, _ url: String, headers: [HTTPHeader] = [], body: Data? = nil,
        isRepeatable: Bool = false
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.isRepeatable = isRepeatable || method.isRead
    }

    package var description: String { "\(method.rawValue) \(redacted(url: url))" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
