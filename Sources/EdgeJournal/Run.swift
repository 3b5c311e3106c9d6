package import EdgeCore
package import Foundation

/// One attempt to make a target equal to one snapshot; it is open until it was ended with an outcome.
package struct Run: Sendable, Hashable, Identifiable {
    package enum Outcome: String, Sendable, Hashable, CaseIterable {
        /// Every action is complete.
        case done
        /// Some actions failed for good; the next run plans anew.
        case partial
        /// Given up with nothing in doubt, because its plan cannot be carried out as it is.
        case abandoned
    }

    package let id: Int64
    /// The id of the snapshot.
    package let snapshot: String
    /// The digest of the snapshot's documents manifest.
    package let archive: String
    package let targetURL: String
    package let planDigest: String
    package let started: Date
    package let ended: Date?
    /// Nil while the run is open.
    package let outcome: Outcome?
    /// When the source was made read only on the strength of this run.
    package let committed: Date?
}

/// What a run is begun with.
package struct NewRun: Sendable {
    package let snapshot: String
    package let archive: String
    package let targetURL: String
    /// The whole plan, without secrets.
    package let plan: JSON

    package init(snapshot: String, archive: String, targetURL: String, plan: JSON) {
        self.snapshot = snapshot
        self.archive = archive
        self.targetURL = targetURL
        self.plan = plan
    }
}
