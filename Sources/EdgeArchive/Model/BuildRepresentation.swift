/// How the bytes of new builds are stored.
package enum BuildRepresentation: Sendable, Hashable {
    /// The whole tar as one blob.
    case raw
    /// In chunks, each of which a store holds once.
    case chunked(ChunkedForm)

    package static let standard = BuildRepresentation.chunked(.standard)
}
