package import EdgeCore

/// What a rollback took back and what stays.
package struct RollbackReport: Sendable {
    package internal(set) var run: Int
    package internal(set) var deleted: [ObjectID] = []
    package internal(set) var alreadyGone: [ObjectID] = []
    /// What stays, and why: `app/Tug: it was changed since the run made it`.
    package internal(set) var kept: [String] = []
    package internal(set) var failed: [String] = []

    package var status: ExitStatus {
        if !failed.isEmpty { return .partial }
        return kept.isEmpty ? .done : .findings
    }

    package var lines: [String] {
        deleted.map { "deleted: \($0)" } + alreadyGone.map { "gone already: \($0)" }
            + kept.map { "stays: \($0)" } + failed.map { "failed: \($0)" }
            + [
                "run \(run): \(deleted.count) deleted, \(alreadyGone.count) gone already, \(kept.count) stay, "
                    + "\(failed.count) failed"
            ]
    }

    package var json: JSON {
        [
            "run": .int(run), "deleted": .strings(deleted.map(\.description)),
            "alreadyGone": .strings(alreadyGone.map(\.description)), "kept": .strings(kept),
            "failed": .strings(failed),
        ]
    }
}
