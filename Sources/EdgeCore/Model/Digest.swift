import Crypto
package import Foundation

/// A SHA-256 digest.
package struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
    package static let byteCount = 32

    /// The 32 bytes as four numbers, the first bytes first. (No SIMD type: async code does not align one rightly.)
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    /// Nil for anything but 32 bytes.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        for byte in bytes { push(byte, bits: 8) }
    }

    /// Reads 64 lowercase hexadecimal digits, with `sha256:` before them or without.
    package init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("sha256:") ? text.utf8.dropFirst(7) : text.utf8[...]
        guard digits.count == 2 * Self.byteCount else { return nil }
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): push(digit - UInt8(ascii: "0"), bits: 4)
            case UInt8(ascii: "a")...UInt8(ascii: "f"): push(digit - UInt8(ascii: "a") + 10, bits: 4)
            default: return nil
            }
        }
    }

    /// Moves all to the left, and puts the value behind them.
    private mutating func push(_ value: UInt8, bits: UInt64) {
        let rest = 64 - bits
        first = first << bits | second >> rest
        second = second << bits | third >> rest
        third = third << bits | fourth >> rest
        fourth = fourth << bits | UInt64(value)
    }

    fileprivate init(_ digest: SHA256.Digest) {
        for byte in digest { push(byte, bits: 8) }
    }

    package init(of bytes: some DataProtocol) { self.init(SHA256.hash(data: bytes)) }

    package init(hashing bytes: UnsafeRawBufferPointer) {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        self.init(hash.finalize())
    }

    private var words: [UInt64] { [first, second, third, fourth] }

    package var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
            for word in words {
                for shift in stride(from: UInt64(56), through: 0, by: -8) {
                    buffer[count] = UInt8(truncatingIfNeeded: word >> shift)
                    count += 1
                }
            }
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// 64 lowercase hexadecimal digits.
    package var hex: String {
        String(unsafeUninitializedCapacity: 2 * Self.byteCount) { buffer in
            var count = 0
            for word in words {
                for shift in stride(from: UInt64(60), through: 0, by: -4) {
                    buffer[count] = Self.digits[Int(word >> shift & 15)]
                    count += 1
                }
            }
            return count
        }
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
