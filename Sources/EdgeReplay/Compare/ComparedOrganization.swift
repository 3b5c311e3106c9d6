package import EdgeCore

/// One side of a comparison: an archive, or an Edge as it is now.
package struct ComparedOrganization: Sendable {
    /// What the side is called in reports.
    package let name: String
    package let dialect: Dialect
    /// A kind that is missing here could not be read: it is neither equal nor empty.
    package var documents: [Kind: [Document]] = [:]
    /// By app, ascending by number.
    package var builds: [String: [ComparedBuild]] = [:]
    /// The account that an Edge was called with.
    package var account: String?
    /// Secrets that this side does not hold, by object.
    package var masked: [ObjectID: [JSONPointer]] = [:]

    package init(name: String, dialect: Dialect) {
        self.name = name
        self.dialect = dialect
    }
}

/// What is known of a build on one side.
package struct ComparedBuild: Sendable, Hashable {
    package let number: Int
    package let label: String?
    package let size: Int64?
    /// Of the whole tar; nil when nobody read its bytes.
    package let digest: Digest?

    /// False for one that is only counted: no build source had it.
    var isKnown: Bool { label != nil || size != nil || digest != nil }

    package init(number: Int, label: String?, size: Int64?, digest: Digest?) {
        self.number = number
        self.label = label
        self.size = size
        self.digest = digest
    }
}
