package import Foundation

extension JSON {
    /// The canonical text: sorted keys, no spaces, only the escapes that RFC 8259 demands, as UTF-8.
    ///
    /// Equal values give equal bytes, so the digest of the text is the identity of the value.
    package var canonical: String { String(decoding: bytes, as: UTF8.self) }

    /// The same for people: two spaces a level, one member a line.
    package var readable: String { String(decoding: bytes(indent: 0), as: UTF8.self) }

    /// The canonical text as bytes.
    package var bytes: [UInt8] { bytes(indent: nil) }
    package var data: Data { Data(bytes) }

    /// Hands out the text for people piece by piece: a plan of a large organization has a hundred megabytes.
    package func readable(_ take: ([UInt8]) -> Void) {
        withoutActuallyEscaping(take) { take in
            var writer = JSONWriter(take: take)
            writer.write(self, indent: 0)
            take(writer.bytes)
        }
    }

    private func bytes(indent: Int?) -> [UInt8] {
        var writer = JSONWriter(take: nil)
        writer.write(self, indent: indent)
        return writer.bytes
    }
}

private struct JSONWriter {
    private static let piece = 1 << 16

    var bytes: [UInt8] = []
    /// Takes what is written as soon as it is a piece; nil keeps it all.
    let take: (([UInt8]) -> Void)?

    mutating func write(_ value: JSON, indent: Int?) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): append(number.text)
        case .string(let string): write(string)
        case .array(let values):
            write("[", "]", values, indent) { writer, value, indent in writer.write(value, indent: indent) }
        case .object(let object):
            write("{", "}", object.members, indent) { writer, member, indent in
                writer.write(member.key)
                writer.append(indent == nil ? ":" : ": ")
                writer.write(member.value, indent: indent)
            }
        }
    }

    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes.append(contentsOf: $0) }
    }

    private mutating func write<Item>(
        _ open: String, _ close: String, _ items: [Item], _ indent: Int?,
        item: (inout JSONWriter, Item, Int?) -> Void
    ) {
        append(open)
        let inner = indent.map { $0 + 1 }
        for index in items.indices {
            if index > 0 { append(",") }
            newline(inner)
            item(&self, items[index], inner)
            if let take, bytes.count >= Self.piece {
                take(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        if !items.isEmpty { newline(indent) }
        append(close)
    }

    private mutating func newline(_ level: Int?) {
        guard let level else { return }
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * level))
    }

    private mutating func write(_ string: String) {
        var string = string
        bytes.append(UInt8(ascii: "\""))
        string.withUTF8 { content in
            if content.contains(where: Self.isEscaped) {
                for byte in content { write(byte) }
            } else {
                bytes.append(contentsOf: content)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func isEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func write(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0..<0x20:
            let digits = String(byte, radix: 16)
            append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        default: bytes.append(byte)
        }
    }
}
