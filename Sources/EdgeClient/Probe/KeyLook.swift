/// What a look at an Edge says about one key of the dialect; only names of keys stand in it, never values.
package struct KeyLook: Sendable, Hashable {
    package enum Verdict: String, Sendable, CaseIterable {
        /// It stood where the dialect expects it.
        case confirmed
        /// The Edge names it otherwise; a line of the dialect is to be changed.
        case contradicted
        /// Nothing was there to look at, or only a writing call shows it.
        case unseen = "not seen"
    }

    /// As in a dialect file: `app.list`.
    package let key: String
    package let verdict: Verdict
    package let note: String
    /// What the line may have to say, in the Edge's own key names.
    package let candidates: [String]
}
