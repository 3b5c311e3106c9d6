import EdgeCore

/// A fault, on which calls it falls, and how often.
struct FaultRule: Sendable {
    /// Upper case, or `*`.
    let method: String
    /// A path in which `*` stands for anything.
    let path: String
    let fault: any Fault
    /// Nil means always.
    let times: Int?
    /// Calls on which it could fall and that pass before the first one that is hit.
    let after: Int

    func matches(_ method: String, _ path: String) -> Bool {
        (self.method == "*" || self.method == method) && glob(Array(self.path.utf8), Array(path.utf8))
    }
}

/// Says whether a pattern with `*` covers a text.
private func glob(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    let star = UInt8(ascii: "*")
    var place = 0
    var read = 0
    var retry: (place: Int, read: Int)?
    while read < text.count {
        if place < pattern.count, pattern[place] == star {
            place += 1
            retry = (place, read)
        } else if place < pattern.count, pattern[place] == text[read] {
            place += 1
            read += 1
        } else if let back = retry {
            place = back.place
            read = back.read + 1
            retry = (place, read)
        } else {
            return false
        }
    }
    return pattern[place...].allSatisfy { $0 == star }
}
