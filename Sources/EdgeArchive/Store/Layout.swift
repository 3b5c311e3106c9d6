package import EdgeCore

/// Every path inside a store, in one place; none is ever taken from the content of a file.
package struct Layout: Sendable, Hashable {
    /// The directory of the store, without a slash at its end.
    package let root: String

    package init(_ root: String) {
        var root = root
        while root.count > 1, root.hasSuffix("/") { root.removeLast() }
        self.root = root
    }

    package static let ociLayout = "oci-layout"
    package static let ferry = "ferry.json"
    package static let formatText = "FORMAT.md"
    package static let reader = "read_ferry.py"
    package static let index = "index.json"
    package static let sums = "SHA256SUMS"
    package static let snapshots = "snapshots"
    package static let blobs = "blobs/sha256"
    package static let work = "work"
    package static let lock = "work/lock"
    package static let chunkIndex = "work/index.sqlite"
    package static let staging = "work/staging"
    package static let provenance = "work/provenance"
    package static let validated = "work/validated"

    /// The path of a blob below the root.
    package static func blob(_ digest: Digest) -> String { "\(blobs)/\(digest.hex)" }

    /// The path of a commit below the root.
    package static func commit(_ commit: Commit) -> String {
        "\(snapshots)/\(commit.config.organization)/\(commit.fileName)"
    }

    package func path(_ below: String) -> String { "\(root)/\(below)" }

    package func blob(_ digest: Digest) -> String { path(Self.blob(digest)) }

    static let stagedSuffix = ".tar.partial"

    /// Where the tar of a build grows until it is whole; the same after a crash.
    func staged(_ organization: OrganizationName, _ app: AppName, _ number: SourceBuild) -> String {
        path("\(Self.staging)/\(organization)/\(app)-\(number)\(Self.stagedSuffix)")
    }

    func provenance(_ organization: OrganizationName, _ app: AppName, _ number: SourceBuild) -> String {
        path("\(Self.provenance)/\(organization)/\(app)-\(number).json")
    }
}
