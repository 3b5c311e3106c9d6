import EdgeCore
import EdgeJournal

/// Compares two sides object by object; a pure function of what was read.
package struct OrganizationComparison: Sendable {
    let left: ComparedOrganization
    let right: ComparedOrganization
    /// Source to target numbers by app, where a journal knows them.
    let bindings: [String: [Int: Int]]
    private let leftOut: [ObjectID: String]
    /// Objects that the policy gave another name, by that name.
    private let renamed: Set<ObjectID>
    private let policy: Policy?
    private let rules: LeaveRules
    private let comparison: Comparison

    /// A policy tells what a replay was to make of the left side; the memory of one, what it did.
    package init(
        left: ComparedOrganization, right: ComparedOrganization, policy: Policy? = nil,
        memory: ReplayMemory = ReplayMemory()
    ) {
        let translated = left.translated(to: right.dialect)
        let renaming = Renaming(policy, right.dialect)
        let left = renaming.organization(translated)
        self.left = left
        renamed = Set(
            translated.documents.values.joined().map(\.id).filter(renaming.renames).map(renaming.id))
        self.right = right
        self.policy = policy.map(renaming.policy)
        leftOut = memory.leftOut
        bindings = memory.bindings.reduce(into: [:]) {
            $0[$1.app, default: [:]][$1.source.value] = $1.target.value
        }
        comparison = Comparison(left.dialect)
        let account = right.account.flatMap { name in right.documents[.user]?.first { $0.name == name } }
        let selection = policy.map {
            Selection(translated.documents.values.joined(), $0, right.dialect).renamed(renaming)
        }
        rules = LeaveRules(policy: policy, dialect: right.dialect, account: account, selection: selection)
    }

    /// - Throws: `ReplayError.sumDiffers` when an object of the left side got lost on the way here: a defect.
    package func run() throws -> ComparisonReport {
        let rows = Kind.allCases.flatMap(compare) + compareBuilds()
        try checkSums(of: rows)
        let secrets = left.masked.flatMap { id, places in places.map { "\(id)#\($0)" } }
        return ComparisonReport(
            left: left.name, right: right.name, rows: rows, uncheckedSecrets: secrets.sorted(by: precedes))
    }

    /// Closure: every object of the left side is in exactly one row (peers.md I-7).
    private func checkSums(of rows: [ComparisonReport.Row]) throws {
        var expected = left.documents.reduce(into: [:]) { $0[$1.key.plural] = $1.value.count }
        expected["builds"] = left.builds.values.reduce(0) { $0 + $1.count }
        for (kind, count) in expected {
            let sum = rows.count { $0.isOfLeft && $0.kind == kind }
            guard sum == count else { throw ReplayError.sumDiffers(kind: kind, archive: count, report: sum) }
        }
    }

    private func compare(_ kind: Kind) -> [ComparisonReport.Row] {
        guard let mine = left.documents[kind], let theirs = right.documents[kind] else {
            return unreadable(kind)
        }
        var rest = Dictionary(theirs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var rows = mine.map { compare($0, with: rest.removeValue(forKey: $0.name)) }
        rows += rest.values.map { document in
            rules.ownObjects.contains(document.id)
                ? row(document.id, .leftOut, Self.own(of: right.name), isOfLeft: false)
                : row(document.id, .onlyRight, "", isOfLeft: false)
        }
        return rows.sorted { precedes($0.object, $1.object) }
    }

    private func compare(_ document: Document, with other: Document?) -> ComparisonReport.Row {
        let overlay = policy?.overlays[document.id]
        let expected = overlay.map { document.merging($0) } ?? document
        let differences = other.map { comparison.differences(expected, $0) }
        let isMapped = overlay != nil || renamed.contains(document.id)
        if differences?.isEmpty == true { return row(document.id, isMapped ? .mapped : .equal, "") }
        if let reason = leftReason(document) {
            return row(document.id, .leftOut, reason)
        }
        guard let differences else { return row(document.id, .onlyLeft, "") }
        return row(document.id, .different, differences.map(\.place.description).joined(separator: ", "))
    }

    /// Why a replay left a document out; nil when it did not.
    private func leftReason(_ document: Document) -> String? {
        rules.reason(for: document) ?? leftOut[document.id]
    }

    /// Why the builds of an app are not on the right side; nil when they should be.
    func leftReason(ofBuildsOf app: String) -> String? {
        guard let document = left.documents[.app]?.first(where: { $0.name == app }) else { return nil }
        return leftReason(document)
    }

    /// A kind that one side could not read: the objects of the other are named, none is called equal.
    private func unreadable(_ kind: Kind) -> [ComparisonReport.Row] {
        let names = [left, right].filter { $0.documents[kind] == nil }.map(\.name).joined(separator: " and ")
        let known = left.documents[kind] ?? right.documents[kind] ?? []
        let isOfLeft = left.documents[kind] != nil
        let rows = known.map {
            row($0.id, .notCheckable, "\(kind.plural) of \(names) could not be read", isOfLeft: isOfLeft)
        }
        guard rows.isEmpty else { return rows }
        return [
            ComparisonReport.Row(
                kind: kind.plural, object: kind.plural, outcome: .notCheckable,
                detail: "could not be read in \(names)", isOfLeft: false)
        ]
    }

    private static func own(of name: String) -> String {
        "it belongs to the account that \(name) is called with"
    }

    private func row(
        _ id: ObjectID, _ outcome: ComparisonOutcome, _ detail: String, isOfLeft: Bool = true
    ) -> ComparisonReport.Row {
        ComparisonReport.Row(
            kind: id.kind.plural, object: id.description, outcome: outcome, detail: detail, isOfLeft: isOfLeft
        )
    }
}
