/// What validation says in one word, of a snapshot or of all that it looked at.
package enum Verdict: String, Sendable {
    case intact
    case damaged
    /// Something could not be read.
    case unknown
}
