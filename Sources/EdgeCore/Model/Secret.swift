/// A text that prints as dots; only `reveal()` gives it away, so every use can be found.
package struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    private let text: String

    package init(_ text: String) { self.text = text }

    /// The text itself: for a request, a header or a file of mode 0600, and for nothing else.
    package func reveal() -> String { text }

    package var isEmpty: Bool { text.isEmpty }
    package var description: String { "•••" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// The text with dots where a secret stands in it: an Edge may repeat in an error what it was sent.
    ///
    /// Secrets of less than four characters stay: taking them out would tear words apart and tell them all the same.
    package func hiding(_ secrets: some Sequence<Secret>) -> String {
        // The longer ones first: one may be part of another.
        secrets.map { $0.reveal() }.filter { $0.count >= 4 }.sorted { $0.count > $1.count }
            .reduce(self) { $0.replacing($1, with: "•••") }
    }
}
