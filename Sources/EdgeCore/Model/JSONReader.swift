import Foundation

/// What a reader of JSON accepts at most; everything from outside is read under one of these.
package struct JSONLimits: Sendable {
    /// Bytes of the whole text.
    package var bytes: Int
    /// Arrays and objects inside each other.
    package var depth: Int
    /// Bytes of one string or key, before escapes are resolved.
    package var stringBytes: Int
    /// Characters of one number.
    package var numberCharacters: Int

    package init(bytes: Int, depth: Int = 64, stringBytes: Int = 1 << 20, numberCharacters: Int = 1024) {
        self.bytes = bytes
        self.depth = depth
        self.stringBytes = stringBytes
        self.numberCharacters = numberCharacters
    }

    /// One answer of an Edge or one document: 16 MiB is a page of 100 objects of 160 KiB each.
    package static let answer = JSONLimits(bytes: 16 << 20)
}

extension JSON {
    /// Reads one JSON text, strictly by RFC 8259 and within the limits.
    ///
    /// Duplicate keys, lone surrogates and invalid UTF-8 are refused, since no writer could give them back.
    package init(reading bytes: some Sequence<UInt8>, limits: JSONLimits = .answer) throws(CoreError) {
        var reader = JSONReader(bytes: Array(bytes), limits: limits)
        self = try reader.document()
    }

    package init(reading text: String, limits: JSONLimits = .answer) throws(CoreError) {
        try self.init(reading: text.utf8, limits: limits)
    }
}

/// A recursive-descent reader over one array of bytes.
struct JSONReader {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    init(bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(CoreError) -> JSON {
        guard bytes.count <= limits.bytes else { throw failure("longer than \(limits.bytes) bytes") }
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure("something follows the value") }
        return value
    }

    private func failure(_ reason: String) -> CoreError { .json(reason: reason, offset: position) }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func value() throws(CoreError) -> JSON {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try nested { reader throws(CoreError) in .object(try reader.object()) }
        case UInt8(ascii: "["): return try nested { reader throws(CoreError) in .array(try reader.array()) }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")):
            return .number(try number())
        case .none: throw failure("the text ends too early")
        default: throw failure("unexpected character")
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(CoreError) -> JSON
    ) throws(CoreError) -> JSON {
        guard depth < limits.depth else { throw failure("nested deeper than \(limits.depth)") }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return try body(&self)
    }

    private mutating func word(_ word: String, _ value: JSON) throws(CoreError) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw failure("unexpected word") }
        position += word.utf8.count
        return value
    }

    private mutating func array() throws(CoreError) -> [JSON] {
        var values: [JSON] = []
        skipSpace()
        if current == UInt8(ascii: "]") {
            position += 1
            return values
        }
        while true {
            values.append(try value())
            if try endsAfterItem(UInt8(ascii: "]")) { return values }
        }
    }

    private mutating func object() throws(CoreError) -> JSONObject {
        var members: [JSONObject.Member] = []
        skipSpace()
        if current == UInt8(ascii: "}") {
            position += 1
            return JSONObject()
        }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw failure("a key is missing") }
            let key = try string()
            skipSpace()
            guard current == UInt8(ascii: ":") else { throw failure("a colon is missing") }
            position += 1
            members.append((key, try value()))
            if try endsAfterItem(UInt8(ascii: "}")) { return try sorted(members) }
        }
    }

    private func sorted(_ members: [JSONObject.Member]) throws(CoreError) -> JSONObject {
        guard !JSONObject.isCanonical(members) else { return JSONObject(sorted: members) }
        let sorted = members.sorted { precedes($0.key, $1.key) }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.key.utf8.elementsEqual(right.key.utf8)
        {
            throw failure("the key \(quoted(left.key, limit: 40)) stands twice in one object")
        }
        return JSONObject(sorted: sorted)
    }

    /// True when the closing byte follows, false when a comma does.
    private mutating func endsAfterItem(_ close: UInt8) throws(CoreError) -> Bool {
        skipSpace()
        guard current == close || current == UInt8(ascii: ",") else {
            throw failure("a comma or an end is missing")
        }
        defer { position += 1 }
        return current == close
    }

    private mutating func number() throws(CoreError) -> JSONNumber {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") {
            position += 1
        } else {
            try digits()
        }
        if current == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        guard position - start <= limits.numberCharacters else {
            throw failure("a number of more than \(limits.numberCharacters) characters")
        }
        return JSONNumber(checked: String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private mutating func digits() throws(CoreError) {
        let start = position
        while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        guard position > start else { throw failure("a digit is missing") }
    }

    private mutating func string() throws(CoreError) -> String {
        position += 1
        let start = position
        var escaped: [UInt8]?
        while true {
            guard let byte = current else { throw failure("a string does not end") }
            guard position - start <= limits.stringBytes else {
                throw failure("a string of more than \(limits.stringBytes) bytes")
            }
            switch byte {
            case UInt8(ascii: "\""):
                let content = escaped.map { $0[...] } ?? bytes[start..<position]
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw failure("invalid UTF-8")
                }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                if escaped == nil { escaped = Array(bytes[start..<position]) }
                escaped?.append(contentsOf: try escape())
            case 0..<0x20: throw failure("a control character in a string")
            default:
                escaped?.append(byte)
                position += 1
            }
        }
    }

    private mutating func escape() throws(CoreError) -> [UInt8] {
        position += 1
        defer { position += 1 }
        switch current {
        case UInt8(ascii: "\""): return [0x22]
        case UInt8(ascii: "\\"): return [0x5C]
        case UInt8(ascii: "/"): return [0x2F]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return Array(String(Character(try escapedScalar())).utf8)
        default: throw failure("unknown escape")
        }
    }

    /// Reads `uXXXX` at the position, and the second half of a surrogate pair; ends on the last digit.
    private mutating func escapedScalar() throws(CoreError) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first), position + 2 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "\\"), bytes[position + 2] == UInt8(ascii: "u")
        else { throw failure("half of a surrogate pair") }
        position += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws(CoreError) -> UInt32 {
        guard position + 4 < bytes.count else { throw failure("an escape ends too early") }
        let digits = bytes[position + 1...position + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("an escape without four hexadecimal digits") }
        position += 4
        return value
    }
}
