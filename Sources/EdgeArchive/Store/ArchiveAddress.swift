package import EdgeCore
import Foundation

/// Which snapshot of a store is meant.
package enum SnapshotReference: Sendable, Hashable, CustomStringConvertible {
    /// The newest one of a store that holds one organization.
    case latest
    case latestOf(OrganizationName)
    /// The 12 hexadecimal digits that `list` shows.
    case id(String)

    /// Reads `latest`, `ORG/latest` or an id; nil for everything else.
    package init?(_ text: String) {
        if text == "latest" {
            self = .latest
        } else if text.hasSuffix("/latest") {
            // Other text before the slash belongs to a path.
            guard let name = try? OrganizationName(String(text.dropLast(7))) else { return nil }
            self = .latestOf(name)
        } else if text.wholeMatch(of: /[0-9a-f]{12}/) != nil {
            self = .id(text)
        } else {
            return nil
        }
    }

    package var description: String {
        switch self {
        case .latest: "latest"
        case .latestOf(let organization): "\(organization)/latest"
        case .id(let id): id
        }
    }
}

/// What a user writes to name an archive: `STORE`, `STORE@latest`, `STORE@ORG/latest`, `STORE@ID` or `FILE.tar`.
package struct ArchiveAddress: Sendable, Hashable, CustomStringConvertible {
    package let path: String
    /// Nil when the text names the store only.
    package let reference: SnapshotReference?

    /// Splits at the last `@` if a reference follows it; any other `@` belongs to the path.
    package init(parsing text: String) {
        if let at = text.lastIndex(of: "@"),
            let reference = SnapshotReference(String(text[text.index(after: at)...]))
        {
            path = String(text[..<at])
            self.reference = reference
        } else {
            path = text
            reference = nil
        }
    }

    package var description: String { reference.map { "\(path)@\($0)" } ?? path }

    /// Opens the snapshot that is meant; a store alone means its latest one.
    package func open() throws(ArchiveError) -> Archive {
        try Store.open(at: path).archive(reference ?? .latest)
    }
}
