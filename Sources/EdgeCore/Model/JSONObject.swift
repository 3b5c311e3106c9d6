/// The members of a JSON object, always in the canonical order: keys ascending by their UTF-8 bytes.
package struct JSONObject: Sendable {
    /// One key and its value.
    package typealias Member = (key: String, value: JSON)

    /// All members, in canonical order.
    package private(set) var members: [Member] = []

    package init() {}

    /// Takes members in any order; of two with the same key the later one stays.
    package init(_ members: some Sequence<Member>) {
        for member in members { self[member.key] = member.value }
    }

    /// Takes members that are known to be sorted and unique, as the reader makes them.
    init(sorted members: [Member]) { self.members = members }

    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
    package var keys: [String] { members.map(\.key) }

    /// The member's value; assigning nil removes the member.
    package subscript(key: String) -> JSON? {
        get {
            let place = place(of: key)
            return isMember(key, at: place) ? members[place].value : nil
        }
        set {
            let place = place(of: key)
            switch (isMember(key, at: place), newValue) {
            case (true, .some(let value)): members[place].value = value
            case (true, .none): members.remove(at: place)
            case (false, .some(let value)): members.insert((key, value), at: place)
            case (false, .none): break
            }
        }
    }

    /// These members, with the other's in place of those of the same key.
    package func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for (key, value) in other.members { merged[key] = value }
        return merged
    }

    private func isMember(_ key: String, at place: Int) -> Bool {
        place < members.count && members[place].key.utf8.elementsEqual(key.utf8)
    }

    private func place(of key: String) -> Int {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if precedes(members[middle].key, key) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The canonical order of strings: ascending by UTF-8 bytes, the same in every language.
package func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { left, right in
            left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
        }
    }

    package func hash(into hasher: inout Hasher) {
        for (key, value) in members {
            hasher.combine(JSON.string(key))
            hasher.combine(value)
        }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSON)...) {
        self.init(elements.map { (key: $0.0, value: $0.1) })
    }
}
