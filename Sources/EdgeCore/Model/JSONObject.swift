import Foundation

/// The members of a JSON object, always in the canonical order: keys ascending by their UTF-8 bytes.
package struct JSONObject: Sendable {
    /// One key and its value.
    package typealias Member = (key: String, value: JSON)

    /// All members, in canonical order.
    package private(set) var members: [Member] = []

    package init() {}

    /// Takes members in any order; of two with the same key the later one stays.
    package init(_ members: some Sequence<Member>) {
        let given = Array(members)
        guard !Self.isCanonical(given) else {
            self.members = given
            return
        }
        for member in given.sorted(by: { precedes($0.key, $1.key) }) {
            // The order of equal keys stays.
            if let last = self.members.last, last.key.utf8.elementsEqual(member.key.utf8) {
                self.members.removeLast()
            }
            self.members.append(member)
        }
    }

    /// Takes members that are known to be sorted and unique, as the reader makes them.
    init(sorted members: [Member]) { self.members = members }

    /// Says whether members are sorted and unique, as all are that we have written.
    static func isCanonical(_ members: [Member]) -> Bool {
        members.indices.dropFirst().allSatisfy { precedes(members[$0 - 1].key, members[$0].key) }
    }

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

    /// The members that are kept, with what becomes of their values.
    package func compactMapValues(_ transform: (Member) -> JSON?) -> JSONObject {
        JSONObject(sorted: members.compactMap { member in transform(member).map { (member.key, $0) } })
    }

    /// The values of both under each key of either, in canonical order.
    package func paired(with other: JSONObject) -> [(key: String, left: JSON?, right: JSON?)] {
        var pairs: [(key: String, left: JSON?, right: JSON?)] = []
        var (left, right) = (members[...], other.members[...])
        while let first = left.first ?? right.first {
            let second = right.first ?? first
            if right.isEmpty || (!left.isEmpty && precedes(first.key, second.key)) {
                pairs.append((first.key, first.value, nil))
                left.removeFirst()
            } else if left.isEmpty || precedes(second.key, first.key) {
                pairs.append((second.key, nil, second.value))
                right.removeFirst()
            } else {
                pairs.append((first.key, first.value, second.value))
                left.removeFirst()
                right.removeFirst()
            }
        }
        return pairs
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
    var (left, right) = (left, right)
    return left.withUTF8 { left in
        right.withUTF8 { right in
            // Empty ones have no address.
            guard let first = left.baseAddress, let second = right.baseAddress else {
                return left.count < right.count
            }
            let order = memcmp(first, second, min(left.count, right.count))
            return order == 0 ? left.count < right.count : order < 0
        }
    }
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
