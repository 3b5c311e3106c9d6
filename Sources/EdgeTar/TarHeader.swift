/// One header block of a tar (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Basic Tar Format").
struct TarHeader {
    static let blockSize: Int64 = 512

    private let type: UInt8
    private let size: Int64
    /// The name that stands in the block itself.
    let path: String

    /// Nil for bytes that are no header: too few, or with another checksum.
    init?(_ block: [UInt8]) {
        guard block.count == Self.blockSize, let checksum = Self.number(block[148..<156]),
            let size = Self.number(block[124..<136])
        else { return nil }
        // The checksum is made with its own field taken for spaces.
        let sum = block.reduce(0) { $0 + Int64($1) } - block[148..<156].reduce(0) { $0 + Int64($1) } + 8 * 32
        guard sum == checksum else { return nil }
        type = block[156]
        self.size = size
        let name = Self.text(block[0..<100])
        let prefix = block[257..<263].elementsEqual("ustar\0".utf8) ? Self.text(block[345..<500]) : ""
        path = prefix.isEmpty ? name : "\(prefix)/\(name)"
    }

    /// It describes the header that follows: pax records, or a long name of GNU tar.
    var isExtension: Bool { isPax || isLongName || type == UInt8(ascii: "K") }

    /// The name of the next member, ended by a zero byte, as GNU tar writes it.
    var isLongName: Bool { type == UInt8(ascii: "L") }

    /// A plain file; a folder of old tars shows by its name alone.
    var isRegular: Bool { type == 0 || type == UInt8(ascii: "0") || type == UInt8(ascii: "7") }

    /// Pax records for the next member, or for all that follow.
    var isPax: Bool { type == UInt8(ascii: "x") || type == UInt8(ascii: "g") }

    /// Bytes that follow the header; links, devices and folders have none, whatever their size says.
    var contentSize: Int64 {
        (UInt8(ascii: "1")...UInt8(ascii: "6")).contains(type) ? 0 : size
    }

    /// A count of bytes, filled up to whole blocks.
    static func padded(_ size: Int64) -> Int64 { (size + blockSize - 1) / blockSize * blockSize }

    private static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Octal digits, or the base-256 form for sizes that they cannot hold.
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        if field.first == 0x80 {
            guard field.dropFirst().dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            let value = field.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Int64(exactly: value)
        }
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        return digits.reduce(Int64(0)) { $0 << 3 | Int64($1 & 7) }
    }
}

/// The records of a pax extended header: `<length> <key>=<value>\n` each.
struct PaxRecords {
    /// The size of the member's content, when it is given here.
    private(set) var size: Int64?
    /// The name of the member, when it is given here.
    private(set) var path: String?

    /// Later records win over earlier ones.
    mutating func read(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while let space = rest.firstIndex(of: UInt8(ascii: " ")),
            let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
            length > space - rest.startIndex + 1, length <= rest.count
        {
            let record = rest[rest.index(after: space)..<(rest.startIndex + length)].dropLast()
            let parts = record.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 {
                let value = String(decoding: parts[1], as: UTF8.self)
                if parts[0].elementsEqual("size".utf8) { size = Int64(value) ?? size }
                if parts[0].elementsEqual("path".utf8) { path = value }
            }
            rest = rest[(rest.startIndex + length)...]
        }
    }
}
