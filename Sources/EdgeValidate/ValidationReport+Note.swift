package import EdgeArchive
package import Foundation

extension ValidationReport {
    /// What `list` is to know of this validation later.
    ///
    /// A finding that names snapshots is about these; any other one may be about all.
    package func note(_ depth: ValidationNote.Depth, at time: Date) -> ValidationNote {
        var verdicts = Dictionary(snapshots.map { ($0, Verdict.intact) }) { first, _ in first }
        // The worst come first.
        for finding in findings.reversed() {
            guard let verdict = finding.severity.verdict else { continue }
            let named = finding.objects.compactMap { object in
                object.hasPrefix("snapshot/") ? String(object.dropFirst("snapshot/".count)) : nil
            }
            for id in named.isEmpty ? snapshots : named where verdicts[id] != nil { verdicts[id] = verdict }
        }
        return ValidationNote(
            time: time, depth: depth, verdict: verdict, snapshots: verdicts,
            damaged: findings.filter { $0.severity == .damage }.compactMap(\.file))
    }
}

extension Severity {
    fileprivate var verdict: Verdict? {
        switch self {
        case .note, .finding: nil
        case .unknown: .unknown
        case .damage: .damaged
        }
    }
}
