package import EdgeCore
package import Foundation

/// The place of a commit: what its path alone says.
package struct CommitFile: Sendable, Hashable, Comparable {
    package let organization: OrganizationName
    /// `<utc>-<id>.json`
    package let name: String

    /// The first 12 digits of the file's digest, as its name claims.
    package var id: String { String(name.dropFirst(17).prefix(12)) }

    /// The tag that `index.json` has for it, as `Commit.tag` makes it.
    package var tag: String { "\(organization)-\(id)" }

    /// The second in its name; nil for one that no calendar has.
    package var created: Date? { Timestamp.read(compact: name.prefix(16)) }

    /// Below the root of the store.
    package var path: String { "\(Layout.snapshots)/\(organization)/\(name)" }

    /// Nil when the path is none of a commit.
    package init?(path: String) {
        let steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard steps.count == 3, steps[0] == Layout.snapshots,
            steps[2].wholeMatch(of: /[0-9]{8}T[0-9]{6}Z-[0-9a-f]{12}\.json/) != nil,
            // A folder with another name holds no commits of ours.
            let organization = try? OrganizationName(steps[1])
        else { return nil }
        self.organization = organization
        name = steps[2]
    }

    /// Oldest first: names begin with their time.
    package static func < (left: CommitFile, right: CommitFile) -> Bool {
        (left.name, left.organization.text) < (right.name, right.organization.text)
    }
}
