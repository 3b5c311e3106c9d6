package import EdgeCore
package import Foundation

/// What validations said of one snapshot, as far as no later one looked at least as deep.
package struct ValidationHistory: Sendable, Hashable {
    package struct Entry: Sendable, Hashable {
        package let time: Date
        package let depth: ValidationNote.Depth
        package let verdict: Verdict

        /// The form in which commands print it.
        package var json: JSON {
            [
                "time": .string(Timestamp.text(time)), "level": .string(depth.rawValue),
                "verdict": .string(verdict.rawValue),
            ]
        }
    }

    /// The newest first, each one deeper than those before it; empty when nobody validated it.
    package private(set) var entries: [Entry] = []

    package init() {}

    /// Takes the next older note.
    mutating func add(_ time: Date, _ depth: ValidationNote.Depth, _ verdict: Verdict) {
        if let last = entries.last, depth <= last.depth { return }
        entries.append(Entry(time: time, depth: depth, verdict: verdict))
    }

    /// True when its bytes were read and nothing that stands says otherwise.
    package var isSound: Bool {
        entries.allSatisfy { $0.verdict == .intact } && entries.contains { $0.depth >= .bytes }
    }

    /// For people: when, how deep, and what is wrong.
    package var text: String {
        guard !entries.isEmpty else { return "never validated" }
        return entries.map { entry in
            let word = entry.verdict == .intact ? "validated" : entry.verdict.rawValue
            return "\(word) \(Timestamp.text(entry.time)) (\(entry.depth.rawValue))"
        }.joined(separator: ", ")
    }
}
