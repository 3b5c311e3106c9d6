package import EdgeArchive
package import EdgeCore

/// Everything that a validation found, the worst first.
package struct ValidationReport: Sendable {
    package let store: String
    package let level: Level
    /// The ids of the snapshots that were looked at, oldest first.
    package let snapshots: [String]
    package let files: Int
    /// Bytes whose digest was computed.
    package let bytes: Int64
    package let findings: [Finding]

    package var verdict: Verdict {
        switch findings.map(\.severity).max() {
        case .damage: .damaged
        case .unknown: .unknown
        default: .intact
        }
    }

    package var status: ExitStatus {
        switch findings.map(\.severity).max() {
        case .damage: .badArchive
        case .unknown: .io
        case .finding: .findings
        case .note, .none: .done
        }
    }

    package var json: JSON {
        [
            "store": .string(store), "level": .string(level.rawValue), "verdict": .string(verdict.rawValue),
            "snapshots": .strings(snapshots), "files": .int(files), "bytes": .int(bytes),
            "findings": .array(findings.map(\.json)),
        ]
    }

    /// The report for people.
    package var lines: [String] {
        let seen = "\(snapshots.count) snapshot\(snapshots.count == 1 ? "" : "s"), \(files) files"
        let read = level == .structure ? "" : ", \(ByteCount(bytes)) read"
        return findings.flatMap { [$0.line] + ($0.hint.map { ["  hint: \($0)"] } ?? []) }
            + ["\(verdict.rawValue): \(seen)\(read) (level \(level.rawValue))"]
    }
}
