package import EdgeCore
package import Foundation
package import Logging

/// How builds are served.
package struct ServeSettings: Sendable {
    /// The address to listen on; port 0 takes any free one.
    package let host: String
    package let port: Int
    package let publicURL: PublicURL
    /// PEM files of a certificate chain and its key; nil speaks plain HTTP.
    package var tls: (certificate: String, key: String)?
    /// Seconds in which the fetching of a build must begin.
    package var lifetime = 6 * 3600
    /// Signs the paths; another one for each process.
    package var key: [UInt8]
    /// A connection on which no request is under way is closed after this time, also in the middle of a head.
    package var idle = Duration.seconds(60)
    /// Counts the bytes that are given out.
    package var meter: Meter?
    package var now: @Sendable () -> Date = { Date() }
    package var logger = Logger(label: "edgeferry.serve", factory: { _ in SwiftLogNoOpLogHandler() })

    package init(
        host: String, port: Int, publicURL: PublicURL,
        random: inout some RandomNumberGenerator
    ) {
        self.host = host
        self.port = port
        self.publicURL = publicURL
        key = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}

/// The address by which a target reaches the server: scheme and authority, and a path when a proxy stands before it.
package struct PublicURL: Sendable, Hashable {
    package let isHTTPS: Bool
    private let host: String
    package let port: Int?
    /// Empty, or begins with a slash and does not end with one.
    let path: String

    /// - Returns: Nil unless it is `http://` or `https://` with a host, without user, query and fragment.
    package init?(_ text: String) {
        guard let parts = URLComponents(string: text), let host = parts.encodedHost, !host.isEmpty,
            let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            parts.user == nil, parts.password == nil, parts.query == nil, parts.fragment == nil
        else { return nil }
        isHTTPS = scheme == "https"
        self.host = host
        port = parts.port
        path = String(parts.percentEncodedPath.reversed().drop { $0 == "/" }.reversed())
    }

    /// The address without a slash at its end.
    /// - Parameter taken: The port to name when the address names none, and a free one was taken.
    package func text(taken: Int? = nil) -> String {
        "\(isHTTPS ? "https" : "http")://\(host)\((port ?? taken).map { ":\($0)" } ?? "")\(path)"
    }
}
