/// Status and headers of an answer, read line by line.
struct ResponseHead: Sendable {
    private(set) var status = 0
    /// Names in lowercase; of a repeated header the last one.
    private(set) var headers: [String: String] = [:]
    private(set) var isComplete = false
    private var bytes = 0

    /// More than any server of sense sends.
    static let limit = 256 << 10
    /// A longer ETag is as good as none.
    static let etagLimit = 1024

    var contentLength: Int64? { headers["content-length"].flatMap { Int64($0) } }
    /// True when a body that ends too early cannot pass for a whole one.
    var endsVisibly: Bool {
        contentLength != nil || headers["transfer-encoding"]?.lowercased().hasSuffix("chunked") == true
    }
    var contentRange: ContentRange? { headers["content-range"].flatMap { ContentRange($0) } }

    var strongETag: String? { headers["etag"].flatMap { Self.strongETag($0) } }

    /// An ETag that stands for exactly these bytes, which a weak one (`W/"…"`) does not; nil for any other text.
    static func strongETag(_ text: String) -> String? {
        let isPrintable = text.utf8.allSatisfy { $0 >= 0x21 && $0 != 0x7F }
        guard text.hasPrefix("\""), text.hasSuffix("\""), (3...etagLimit).contains(text.utf8.count),
            isPrintable
        else { return nil }
        return text
    }

    /// Takes one line, its line end included; false when the head is beyond its limit.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        // What comes after the head are trailers of the body, which nobody here asks for.
        guard !isComplete else { return true }
        bytes += line.count
        guard bytes <= Self.limit else { return false }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            headers = [:]
        } else if let colon = text.firstIndex(of: ":") {
            let value = text[text.index(after: colon)...]
            headers[text[..<colon].lowercased()] = String(value.trimming { $0.isWhitespace })
        } else if text.allSatisfy(\.isNewline), status >= 200 {
            isComplete = true
        }
        return true
    }
}

extension Substring {
    fileprivate func trimming(_ isSpace: (Character) -> Bool) -> Substring {
        guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
        else { return "" }
        return self[first...last]
    }
}
