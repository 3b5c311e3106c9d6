import Crypto
import Foundation

/// Makes and checks paths that are good for one place until a time: `/p/<seconds since 1970>-<HMAC>/…`.
struct PathSigner: Sendable {
    static let prefix = "/p/"

    private let key: SymmetricKey

    /// - Parameter key: 32 random bytes that live as long as the process.
    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    func path(to place: String, until end: Int) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Self.message(place, end), using: key)
        let hex = code.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(Self.prefix)\(end)-\(hex)\(place)"
    }

    /// The place of a path with a right signature that has not ended; nil for everything else.
    func place(of path: String, at now: Int) -> String? {
        guard path.utf8.count <= 500, path.hasPrefix(Self.prefix) else { return nil }
        let rest = path.dropFirst(Self.prefix.count)
        guard let slash = rest.firstIndex(of: "/"), let dash = rest[..<slash].firstIndex(of: "-"),
            let end = Int(rest[..<dash]), String(end) == rest[..<dash],
            let code = Self.bytes(rest[rest.index(after: dash)..<slash])
        else { return nil }
        let place = String(rest[slash...])
        // Compares in constant time.
        let isRight = HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.message(place, end), using: key)
        return isRight && now < end ? place : nil
    }

    private static func message(_ place: String, _ end: Int) -> Data { Data("\(end) \(place)".utf8) }

    /// The bytes of 64 hexadecimal digits.
    private static func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue.map(UInt8.init) }
        guard digits.count == 64, hex.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
