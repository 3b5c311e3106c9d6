import Foundation
import EdgeCore

extension Proof {
    /// The statement for people.
    package var lines: [String] {
        [
            "proof of run \(run): \(comparison.left) on \(comparison.right), read back \(time.formatted(.iso8601))"
        ]
            + comparison.tableLines + (notes + notMigrated.map(\.line)).map { "    \($0)" } + [summary]
    }

    /// What a person should know beside the rows.
    var notes: [String] {
        goneAtSource.map { "gone at the source, and still on the target: \($0)" }
            + foreign.map { "someone else wrote to the target during the run, as it seems: \($0)" }
            + unread.map { "not read from the source: \($0)" }
            + fuzzy.map { "changed each time the source was read: \($0)" }
            + waived.map(\.line)
    }

    /// One line: how much of the archive is proved.
    package var summary: String { comparison.summary }
}
