/// Where builds are found: a path or URL with `{org}`, `{app}` and `{build}`, the number without padding.
///
/// Examples: `vault/{app}/{build}.tar`, `https://bucket.example/p/token/{org}/{app}/{build}/native-build.tar`.
package struct BuildPattern: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }

    package var isURL: Bool { text.hasPrefix("https://") || text.hasPrefix("http://") }

    /// The placeholder without which all builds would be found at one place; nil when both are there.
    package var missingPlaceholder: String? {
        ["{app}", "{build}"].first { !text.contains($0) }
    }

    /// The place of one build. Names cannot hold a slash or a dot, so a path cannot leave its folder.
    package func place(organization: OrganizationName, app: AppName, build: Int) -> String {
        text.replacing("{org}", with: organization.text)
            .replacing("{app}", with: app.text)
            .replacing("{build}", with: String(build))
    }

    /// The pattern without user, password and query, which can hold a key of the bucket.
    package var description: String { isURL ? redacted(url: text) : text }
}

/// An address that is a key by itself, as that of an upload, fit to be shown: nothing stays but the host.
package func redacted(key url: String) -> String {
    guard let scheme = url.firstRange(of: "://") else { return "•••" }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    return url[..<scheme.upperBound] + (authority.split(separator: "@").last ?? "") + "/•••"
}

/// A URL fit to be shown: what may be a credential (user info, query, a path segment after `/p/`) becomes dots.
package func redacted(url: String) -> String {
    var shown = url.prefix { $0 != "?" && $0 != "#" }
    if let scheme = shown.firstRange(of: "://") {
        let authority = shown[scheme.upperBound...].prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@") {
            shown = shown[..<scheme.upperBound] + "•••" + shown[at...]
        }
    }
    // Pre-authenticated requests of object storage carry their key as the segment after `/p/`.
    var segments = shown.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    for index in segments.indices.dropFirst(4) where segments[index - 1] == "p" { segments[index] = "•••" }
    return segments.joined(separator: "/") + (url.contains("?") ? "?•••" : "")
}
