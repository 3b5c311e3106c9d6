/// One way in which the sandbox misbehaves.
package enum Fault: Sendable, Hashable {
    /// Answers a status before any work is done; `retryAfter` in seconds.
    case status(Int, retryAfter: Int?)
    /// Drops one field of the body without a word.
    case ignore(field: String)
    /// Does the work, then closes the connection instead of answering.
    case loseReply

    /// The word that selects it in a fault file.
    enum Word: String, CaseIterable {
        case status
        case ignore
        case loseReply
    }
}

/// A fault, on which calls it falls, and how often.
package struct FaultRule: Sendable {
    /// Upper case, or `*`.
    package let method: String
    /// A path in which `*` stands for anything.
    package let path: String
    package let fault: Fault
    /// Nil means always.
    package let times: Int?
    /// Matching calls that pass before the first one that is hit.
    package let after: Int

    package init(method: String, path: String, fault: Fault, times: Int? = nil, after: Int = 0) {
        self.method = method
        self.path = path
        self.fault = fault
        self.times = times
        self.after = after
    }

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
