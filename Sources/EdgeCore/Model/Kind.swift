/// The kinds of documents of an organization, in the order in which a replay writes them.
///
/// Builds are the sixth kind: they have no documents of their own, see `NativeBuild`.
package enum Kind: String, Sendable, Codable, Hashable, CaseOrdered {
    case role
    case deployment
    case user
    case app
    case subscription

    /// The word for several of them, as the archive and the command line write it.
    package var plural: String { rawValue + "s" }

    package init?(plural: String) {
        guard let kind = Kind.allCases.first(where: { $0.plural == plural }) else { return nil }
        self = kind
    }
}
