import EdgeCore

/// Collects where answers hold their lists, or their objects, and says what of the dialect that contradicts.
struct EnvelopeBook: Sendable {
    /// Where the thing stood in one answer.
    enum Place: Sendable, Equatable {
        /// The answer is the thing itself.
        case bare
        /// Under each of these keys something of its form; none when nothing was found.
        case keys([String])

        var keys: [String] { if case .keys(let keys) = self { keys } else { [] } }
    }

    private let envelope: Dialect.Envelope
    /// The key that all kinds share, under `named`.
    private let shared: String
    /// `lists` and `listKey`, or `items` and `itemKey`.
    private let choice: String
    private let sharedKey: String
    private var seen: [(ownKey: String, own: String, place: Place)] = []

    static func lists(_ shapes: Dialect.Shapes) -> EnvelopeBook {
        EnvelopeBook(
            envelope: shapes.lists, shared: shapes.listKey, choice: "shapes.lists",
            sharedKey: "shapes.listKey")
    }

    static func items(_ shapes: Dialect.Shapes) -> EnvelopeBook {
        EnvelopeBook(
            envelope: shapes.items, shared: shapes.itemKey, choice: "shapes.items",
            sharedKey: "shapes.itemKey")
    }

    private init(envelope: Dialect.Envelope, shared: String, choice: String, sharedKey: String) {
        self.envelope = envelope
        self.shared = shared
        self.choice = choice
        self.sharedKey = sharedKey
    }

    /// The key under which the dialect expects it; nil when the answer should be the thing itself.
    func expected(_ own: String) -> String? {
        switch envelope {
        case .resource: own
        case .named: shared
        case .bare: nil
        }
    }

    /// - Parameter ownKey: The key of the dialect that names the resource's own key, such as `app.list`.
    mutating func note(_ ownKey: String, own: String, at place: Place) { seen.append((ownKey, own, place)) }

    /// Says of each key what the answers together say: one line to change, and not one for each kind.
    func settle(_ book: inout KeyBook) {
        let missed = seen.filter { !isExpected($0.own, $0.place) }
        for (ownKey, _, _) in seen where envelope != .resource {
            book.unseen(ownKey, "this shape does not use it")
        }
        for (ownKey, own, place) in seen where isExpected(own, place) {
            book.confirm(choice)
            if envelope == .resource { book.confirm(ownKey) }
            if envelope == .named { book.confirm(sharedKey) }
        }
        if envelope != .named { book.unseen(sharedKey, "this shape does not use it") }
        guard !missed.isEmpty else { return }
        let common = missed.dropFirst().reduce(into: Set(missed[0].place.keys)) {
            $0.formIntersection($1.place.keys)
        }
        if missed.allSatisfy({ $0.place == .bare }) {
            book.contradict(choice, "the answers are the thing itself", candidates: ["bare"])
        } else if envelope != .resource, missed.allSatisfy({ $0.place.keys.contains($0.own) }) {
            book.contradict(choice, "each kind has a key of its own", candidates: ["resource"])
        } else if Set(missed.map(\.ownKey)).count > 1, let key = common.sorted(by: precedes).first {
            if envelope != .named {
                book.contradict(choice, "all kinds share a key", candidates: ["named"])
            }
            book.contradict(sharedKey, "the key that all kinds share is another one", candidates: [key])
        } else {
            for (ownKey, own, place) in missed {
                book.contradict(
                    envelope == .resource ? ownKey : choice, "the answer has no \(expected(own) ?? own)",
                    candidates: envelope == .resource ? place.keys : [])
            }
        }
    }

    private func isExpected(_ own: String, _ place: Place) -> Bool {
        guard let key = expected(own) else { return place == .bare }
        return place.keys.contains(key)
    }
}
