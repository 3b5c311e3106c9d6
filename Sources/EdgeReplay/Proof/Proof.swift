package import EdgeCore
package import Foundation

/// What a run came to: the target was read back at its end, and every object of the archive is in exactly one row.
package struct Proof: Sendable {
    /// The run of the journal.
    package let run: Int
    package let snapshot: String
    /// The digest of the snapshot's documents manifest.
    package let archive: String
    /// When the target was read back, in whole seconds.
    package let time: Date
    /// The archive on the left, as the policy wants it; the target on the right.
    package internal(set) var comparison: ComparisonReport
    /// What earlier runs made and the source has no more; it stays.
    package internal(set) var goneAtSource: [String] = []
    /// What somebody else did to the target during the run.
    package internal(set) var foreign: [String] = []
    package internal(set) var waived: [Waived] = []
    /// Kinds that the snapshot could not read.
    package internal(set) var unread: [String] = []
    /// Objects that changed each time the source was read.
    package internal(set) var fuzzy: [String] = []
    package internal(set) var notMigrated: [NotMigrated] = []
    /// The fingerprints of what the runs of the journal made, as they were at the end of this one.
    package internal(set) var made: [ObjectID: Digest] = [:]

    init(run: Int, snapshot: String, archive: String, time: Date, comparison: ComparisonReport) {
        self.run = run
        self.snapshot = snapshot
        self.archive = archive
        self.time = time
        self.comparison = comparison
    }

    /// The rows of the archive that stand against calling the target equal.
    package var against: [ComparisonReport.Row] {
        comparison.rows.filter { $0.isOfLeft && $0.outcome.isDifference }
    }

    /// What a rule left out, or nobody can check: not against it, and not proved either.
    package var unproved: [ComparisonReport.Row] {
        comparison.rows.filter { $0.isOfLeft && ($0.outcome == .leftOut || $0.outcome == .notCheckable) }
    }

    package var status: ExitStatus {
        if comparison.rows.contains(where: { $0.outcome == .failed }) { return .partial }
        let notes = [goneAtSource, foreign, unread, fuzzy]
        return against.isEmpty && notes.allSatisfy(\.isEmpty) ? .done : .findings
    }
}
