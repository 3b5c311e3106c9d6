import EdgeArchive
import EdgeValidate

/// What validation said of spoiled stores: counts by change, file and severity, and what it should have said.
struct WalkTally: Sendable {
    static let views: Set<String> = [Layout.index, Layout.sums]
    /// Nobody can say what these should be while `ferry.json` is damaged.
    private static let judged: Set<String> = [Layout.formatText, Layout.reader]

    private struct Row: Sendable, Hashable, Comparable {
        let change: String
        let kind: String
        let said: String

        static func < (left: Row, right: Row) -> Bool {
            (left.change, left.kind, left.said) < (right.change, right.kind, right.said)
        }
    }

    private var rows: [Row: Int] = [:]
    private(set) var wrong: [String] = []

    static func + (left: WalkTally, right: WalkTally) -> WalkTally {
        var sum = left
        sum.rows.merge(right.rows, uniquingKeysWith: +)
        sum.wrong += right.wrong
        return sum
    }

    mutating func expect(_ isSo: Bool, _ what: String) { if !isSo { wrong.append(what) } }

    mutating func count(_ change: String, _ kind: String, _ said: String) {
        rows[Row(change: change, kind: kind, said: said), default: 0] += 1
    }

    /// Judges what a report says of one file of those that were changed.
    mutating func count(
        _ change: FileChange, of file: String, _ kind: String, among changed: Set<String>,
        _ report: ValidationReport, as what: String
    ) {
        let worst = report.findings.filter { $0.file == file }.map(\.severity).max()
        count(change.word, kind, worst?.rawValue ?? "nothing")
        let isUnknown = worst == nil && Self.judged.contains(file) && changed.contains(Layout.ferry)
        expect(
            worst == (Self.views.contains(file) ? .finding : .damage) || isUnknown,
            "\(worst?.rawValue ?? "not found"): \(what)")
        for finding in report.findings where finding.severity > .note {
            guard let named = finding.file, !changed.contains(named) else { continue }
            // A view lists the commit that is gone.
            if change == .drop, kind == "commit", Self.views.contains(named) { continue }
            wrong.append("\(named) is named: \(what): \(finding.line)")
        }
    }

    /// One line for each class.
    var lines: [String] {
        rows.sorted { $0.key < $1.key }.map { row, count in
            "\(row.change), \(row.kind): \(count) \(row.said)"
        }
    }

    var total: Int { rows.values.reduce(0, +) }
}
