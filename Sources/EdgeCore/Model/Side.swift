/// The Edge that is read from, or the one that is written to.
package enum Side: String, Sendable, CaseIterable {
    case source
    case target
}
