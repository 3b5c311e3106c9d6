/// One member of a tar as its header describes it.
package struct TarEntry: Sendable, Hashable {
    /// What a member is.
    package enum Kind: String, Sendable, Hashable {
        case file
        case directory
        case symbolicLink
        case hardLink
        case device
        case other
    }

    /// The path as written in the tar: not checked, never to be used as a path of this machine.
    package let path: String
    package let kind: Kind
    /// Bytes of content; 0 for everything that is no file.
    package let size: Int64
    /// Where a link points.
    package let target: String?

    package init(path: String, kind: Kind, size: Int64, target: String? = nil) {
        self.path = path
        self.kind = kind
        self.size = size
        self.target = target
    }
}
