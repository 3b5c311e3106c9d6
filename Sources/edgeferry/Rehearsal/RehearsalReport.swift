import EdgeCore
import EdgeReplay

/// How a rehearsal ended.
struct RehearsalReport: Sendable {
    /// Objects for which the real target would need other calls than the sandbox did.
    let otherCalls: [String]
    /// How often the replay was begun; once without faults.
    let attempts: Int
    let replay: ReplayReport
    /// The archive on the left, a snapshot of the sandbox on the right.
    let comparison: ComparisonReport
    /// Builds whose bytes the archive does not hold: nothing can be said of them.
    let unread: [String]

    /// What of the archive did not arrive as it is.
    var against: [ComparisonReport.Row] {
        comparison.rows.filter { $0.isOfLeft && $0.outcome.isDifference && !unread.contains($0.object) }
    }

    var isEqual: Bool { against.isEmpty && replay.failures.isEmpty && otherCalls.isEmpty }

    var status: ExitStatus {
        if !replay.failures.isEmpty { return .partial }
        return isEqual ? .done : .findings
    }

    var lines: [String] {
        replay.failures.map { "failed in the rehearsal: \($0.object): \($0.cause.what)" }
            + against.map {
                "not equal in the rehearsal: \($0.object): \($0.outcome.rawValue)"
                    + ($0.detail.isEmpty ? "" : " (\($0.detail))")
            }
            + otherCalls.map { "the sandbox needed other calls than the target for \($0)" }
            + [
                "rehearsal\(attempts > 1 ? ", begun \(attempts) times" : ""): "
                    + (isEqual ? "ended equal" : "did not end equal") + ", \(comparison.summary)"
            ]
    }

    var json: JSON {
        [
            "equal": .bool(isEqual), "attempts": .int(attempts), "otherCalls": .strings(otherCalls),
            "replay": replay.json, "comparison": comparison.json,
        ]
    }
}
