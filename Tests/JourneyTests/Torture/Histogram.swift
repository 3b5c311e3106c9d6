/// Which kinds of actions were in flight when a process was killed, and how many of them the target had done.
struct Histogram {
    private(set) var hits: [String: Int] = [:]
    private var done: [String: Int] = [:]
    /// Actions that an earlier process had left in doubt and this one had not settled yet.
    private var doubts: [String: Int] = [:]
    private(set) var kills = 0
    /// Kills before, between or after actions.
    private var idle = 0

    mutating func count(
        _ inFlight: [(claim: JournalView.Claim, isDone: Bool)], doubts: [JournalView.Claim]
    ) {
        kills += 1
        if inFlight.isEmpty && doubts.isEmpty { idle += 1 }
        for (claim, isDone) in inFlight {
            hits[claim.kind, default: 0] += 1
            if isDone { done[claim.kind, default: 0] += 1 }
        }
        for claim in doubts { self.doubts[claim.kind, default: 0] += 1 }
    }

    /// Says whether each of the kinds was hit so often.
    func has(_ times: Int, each kinds: [String]) -> Bool { kinds.allSatisfy { hits[$0] ?? 0 >= times } }

    /// The kinds that were hit least.
    func rarest(of kinds: [String]) -> [String] {
        let least = kinds.map { hits[$0] ?? 0 }.min() ?? 0
        return kinds.filter { hits[$0] ?? 0 == least }
    }

    var table: String {
        let kinds = Set(hits.keys).union(doubts.keys).sorted()
        let head = ["action", "in flight", "of these done on the target", "in doubt from before"]
        let rows = kinds.map { kind in
            [kind, "\(hits[kind] ?? 0)", "\(done[kind] ?? 0)", "\(doubts[kind] ?? 0)"]
        }
        let lines = ([head] + rows + [["none", "\(idle)", "", ""]]).map { row in
            zip(row, head.map(\.count)).map { cell, width in
                cell + String(repeating: " ", count: max(0, max(width, 19) - cell.count))
            }.joined(separator: " | ")
        }
        return (lines + ["\(kills) kills"]).joined(separator: "\n")
    }
}
