package import Foundation

extension JSON {
    /// The canonical text: sorted keys, no spaces, only the escapes that RFC 8259 demands, as UTF-8.
    ///
    /// Equal values give equal bytes, so the digest of the text is the identity of the value.
    package var canonical: String {
        var text = ""
        write(to: &text, indent: nil)
        return text
    }

    /// The same for people: two spaces a level, one member a line.
    package var readable: String {
        var text = ""
        write(to: &text, indent: 0)
        return text
    }

    /// The canonical text as bytes.
    package var data: Data { Data(canonical.utf8) }

    private func write(to text: inout String, indent: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let number): text += number.text
        case .string(let string): Self.write(string, to: &text)
        case .array(let values):
            Self.write("[", "]", values, to: &text, indent) { value, text, indent in
                value.write(to: &text, indent: indent)
            }
        case .object(let object):
            Self.write("{", "}", object.members, to: &text, indent) { member, text, indent in
                Self.write(member.key, to: &text)
                text += indent == nil ? ":" : ": "
                member.value.write(to: &text, indent: indent)
            }
        }
    }

    private static func write<Item>(
        _ open: String, _ close: String, _ items: [Item], to text: inout String, _ indent: Int?,
        item: (Item, inout String, Int?) -> Void
    ) {
        guard !items.isEmpty else { return text += open + close }
        let inner = indent.map { $0 + 1 }
        let newline = { (level: Int?) in level.map { "\n" + String(repeating: "  ", count: $0) } ?? "" }
        text += open
        for (index, value) in items.enumerated() {
            if index > 0 { text += "," }
            text += newline(inner)
            item(value, &text, inner)
        }
        text += newline(indent) + close
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{8}": text += "\\b"
            case "\u{C}": text += "\\f"
            case "\u{0}"..."\u{1F}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
