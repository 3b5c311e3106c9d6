import Crypto
package import Foundation

/// A SHA-256 digest.
package struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// 64 lowercase hexadecimal digits.
    package let hex: String

    /// Reads 64 lowercase hexadecimal digits, with `sha256:` before them or without.
    package init?(_ text: some StringProtocol) {
        let digits = text.hasPrefix("sha256:") ? String(text.dropFirst(7)) : String(text)
        let isHex = { (byte: UInt8) in (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }
        guard digits.utf8.count == 64, digits.utf8.allSatisfy(isHex) else { return nil }
        hex = digits
    }

    fileprivate init(_ digest: SHA256.Digest) {
        let digits = Array("0123456789abcdef".utf8)
        hex = String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    package init(of bytes: some DataProtocol) { self.init(SHA256.hash(data: bytes)) }

    /// The form of OCI descriptors: `sha256:<hex>`.
    package var description: String { "sha256:" + hex }

    package static func < (left: Digest, right: Digest) -> Bool { left.hex < right.hex }
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
