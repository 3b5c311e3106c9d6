import Crypto
package import Foundation

/// A SHA-256 digest.
package struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let byteCount = 32

    /// The 32 bytes as four numbers, the first bytes first. (No SIMD type: async code does not align one rightly.)
    private let first: UInt64
    private let second: UInt64
    private let third: UInt64
    private let fourth: UInt64

    /// Nil for anything but 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(words: bytes) { $0 << 8 | UInt64($1) }
    }

    /// Reads 64 lowercase hexadecimal digits, with `sha256:` before them or without.
    package init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("sha256:") ? text.utf8.dropFirst(7) : text.utf8[...]
        guard digits.count == 2 * Self.byteCount else { return nil }
        let values = digits.compactMap { Self.digits.firstIndex(of: $0) }
        guard values.count == digits.count else { return nil }
        self.init(words: values) { $0 << 4 | UInt64($1) }
    }

    /// Puts equal shares of the values together to one number each.
    private init<Values: Collection>(words values: Values, _ join: (UInt64, Values.Element) -> UInt64) {
        var values = values[...]
        func next() -> UInt64 {
            defer { values = values.dropFirst(share) }
            return values.prefix(share).reduce(0, join)
        }
        let share = values.count / 4
        first = next()
        second = next()
        third = next()
        fourth = next()
    }

    fileprivate init(_ digest: SHA256.Digest) {
        self.init(words: Array(digest)) { $0 << 8 | UInt64($1) }
    }

    package init(of bytes: some DataProtocol) { self.init(SHA256.hash(data: bytes)) }

    package init(hashing bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        self.init(hash.finalize())
    }

    private var words: [UInt64] { [first, second, third, fourth] }

    package var bytes: [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// 64 lowercase hexadecimal digits.
    package var hex: String {
        String(
            decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// The form of OCI descriptors: `sha256:<hex>`.
    package var description: String { "sha256:" + hex }

    /// As their digits are ordered.
    package static func < (left: Digest, right: Digest) -> Bool {
        (left.first, left.second, left.third, left.fourth) < (
            right.first, right.second, right.third, right.fourth
        )
    }
}

/// A digest of bytes that pass by.
package struct StreamingDigest: Sendable {
    private var hash = SHA256()
    /// Bytes seen so far.
    package private(set) var count: Int64 = 0

    package init() {}

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
        count += Int64(bytes.count)
    }

    package func finish() -> Digest { Digest(hash.finalize()) }
}
