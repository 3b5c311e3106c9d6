import EdgeCore

/// Everything that must hold before a source is committed (A1); each that does not is an objection, and all are named at once.
struct CommitConditions: Sendable {
    private let proof: Proof
    /// The archive on the left, the source as it is now on the right.
    private let source: ComparisonReport
    private let accepted: Acceptance

    init(_ proof: Proof, source: ComparisonReport, accepting accepted: Acceptance) {
        self.proof = proof
        self.source = source
        self.accepted = accepted
    }

    /// Empty when the source may be committed.
    var objections: [String] {
        let misspelt = accepted.idle(among: proof.unproved.map(\.object) + unreadKinds)
        return proof.against.map { "the target is not equal: \($0.object) is \($0.outcome.rawValue)" }
            + proof.unproved.filter { !accepted.covers($0.object) }.map {
                "not proved, and not accepted: \($0.object) is \($0.outcome.rawValue)"
            }
            + unreadKinds.filter { !accepted.covers($0) }.map {
                "not read from the source, and not accepted: \($0)"
            }
            + source.rows.filter(isNewer).map {
                "the source has changed since the snapshot: \($0.object) is \(Self.word($0.outcome))"
            }
            + misspelt.map { "there is nothing to accept as \(quoted($0))" }
    }

    /// Kinds that the snapshot could not read, by their plural.
    private var unreadKinds: [String] {
        proof.unread.compactMap { $0.split(separator: ":").first.map(String.init) }
    }

    private func isNewer(_ row: ComparisonReport.Row) -> Bool {
        // A kind that the snapshot could not read was objected to, or accepted.
        row.outcome.isDifference && !unreadKinds.contains(row.kind)
    }

    private static func word(_ outcome: ComparisonOutcome) -> String {
        switch outcome {
        case .onlyLeft: "gone"
        case .onlyRight: "new"
        default: outcome.rawValue
        }
    }
}
