package import EdgeCore

/// Compares two sides object by object; a pure function of what was read.
package struct OrganizationComparison: Sendable {
    package let left: ComparedOrganization
    package let right: ComparedOrganization
    /// What the policy makes of an object of the left side; without one, the object itself is expected.
    package var expectation: @Sendable (Document) -> Expectation = { .document($0, isMapped: false) }
    /// Source to target numbers by app, where a journal knows them.
    package var bindings: [String: [Int: Int]] = [:]
    /// Objects that belong to the right side alone: its calling account and that account's roles.
    package var ownObjects: Set<ObjectID> = []

    package init(left: ComparedOrganization, right: ComparedOrganization) {
        self.left = left
        self.right = right
    }

    package func run() -> ComparisonReport {
        var rows: [ComparisonReport.Row] = []
        for kind in Kind.allCases { rows += compare(kind) }
        rows += compareBuilds()
        let secrets = left.masked.flatMap { id, places in places.map { "\(id)#\($0)" } }
        return ComparisonReport(
            left: left.name, right: right.name, rows: rows, uncheckedSecrets: secrets.sorted(by: precedes))
    }

    private func compare(_ kind: Kind) -> [ComparisonReport.Row] {
        guard let mine = left.documents[kind], let theirs = right.documents[kind] else {
            return unreadable(kind)
        }
        var rest = Dictionary(theirs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var rows = mine.map { document in
            switch expectation(document) {
            case .leftOut(let reason):
                rest[document.name] = nil
                return row(document.id, .leftOut, reason)
            case .document(let expected, let isMapped):
                return compare(document, expected, isMapped, with: rest.removeValue(forKey: expected.name))
            }
        }
        rows += rest.values.map { document in
            ownObjects.contains(document.id)
                ? row(document.id, .leftOut, "the account that \(right.name) is called with, or its role")
                : row(document.id, .onlyRight, "")
        }
        return rows.sorted { precedes($0.object, $1.object) }
    }

    private func compare(_ document: Document, _ expected: Document, _ isMapped: Bool, with other: Document?)
        -> ComparisonReport.Row
    {
        guard let other else { return row(document.id, .onlyLeft, "") }
        let differences = Comparison(left.dialect).differences(expected, other)
        guard !differences.isEmpty else { return row(document.id, isMapped ? .mapped : .equal, "") }
        return row(document.id, .different, differences.map(\.place.description).joined(separator: ", "))
    }

    /// A kind that one side could not read: the objects of the other are named, none is called equal.
    private func unreadable(_ kind: Kind) -> [ComparisonReport.Row] {
        let names = [left, right].filter { $0.documents[kind] == nil }.map(\.name).joined(separator: " and ")
        let known = left.documents[kind] ?? right.documents[kind] ?? []
        let rows = known.map { row($0.id, .notCheckable, "\(kind.plural) of \(names) could not be read") }
        guard rows.isEmpty else { return rows }
        return [
            ComparisonReport.Row(
                kind: kind.plural, object: kind.plural, outcome: .notCheckable,
                detail: "could not be read in \(names)")
        ]
    }

    private func row(_ id: ObjectID, _ outcome: ComparisonOutcome, _ detail: String) -> ComparisonReport.Row {
        ComparisonReport.Row(kind: id.kind.plural, object: id.description, outcome: outcome, detail: detail)
    }
}
