package import EdgeArchive
package import Foundation

extension ValidationReport {
    /// What `list` is to know of this validation later.
    ///
    /// A finding that names snapshots is about these; any other one may be about all.
    package func note(_ depth: ValidationNote.Depth, at time: Date) -> ValidationNote {
        var outcomes = Dictionary(snapshots.map { ($0, ValidationNote.Outcome.intact) }) { first, _ in first }
        // The worst come first.
        for finding in findings.reversed() {
            guard let outcome = finding.severity.outcome else { continue }
            let named = finding.objects.compactMap { object in
                object.hasPrefix("snapshot/") ? String(object.dropFirst("snapshot/".count)) : nil
            }
            for id in named.isEmpty ? snapshots : named where outcomes[id] != nil { outcomes[id] = outcome }
        }
        let overall: ValidationNote.Outcome =
            switch verdict {
            case .intact: .intact
            case .damaged: .damaged
            case .unknown: .unknown
            }
        return ValidationNote(
            time: time, depth: depth, outcome: overall, snapshots: outcomes,
            damaged: findings.filter { $0.severity == .damage }.compactMap(\.file))
    }
}

extension Severity {
    fileprivate var outcome: ValidationNote.Outcome? {
        switch self {
        case .note, .finding: nil
        case .unknown: .unknown
        case .damage: .damaged
        }
    }
}
