import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeJournal
import Foundation

/// Reads the target back at the end of a run and states what the run came to.
struct Proving: Sendable {
    /// In the names of the archive.
    let contents: Contents
    let target: TargetEdge
    let settings: ReplaySettings
    let journal: Journal
    let meter: Meter?

    func prove(_ run: Run, _ plan: Plan, failures: [Tally.Failure]) async throws -> Proof {
        let there = try await ComparedOrganization.read(
            target, side: .target, builds: settings.targetBuilds, meter: meter)
        let memory = try await ReplayMemory(journal, snapshot: run.snapshot)
        let comparison = try OrganizationComparison(
            left: ComparedOrganization(contents, dialect: target.dialect), right: there,
            policy: settings.policy, memory: memory
        ).run()
        var proof = Proof(
            run: Int(run.id), snapshot: run.snapshot, archive: run.archive,
            time: Date(timeIntervalSince1970: journal.now().timeIntervalSince1970.rounded(.down)),
            comparison: explained(comparison, plan, failures))
        proof.goneAtSource = plan.goneAtSource
        proof.foreign = (foreign(comparison, there, plan, memory.bindings) + spoiled(proof.comparison, plan))
            .sorted(by: precedes)
        proof.waived = settings.secrets.waived.intersection(plan.secrets).sorted().map {
            Waived($0, in: plan)
        }
        proof.notMigrated = NotMigrated.all(contents, target.dialect)
        proof.unread = contents.unread.map { "\($0.key.plural): \($0.value)" }.sorted()
        proof.fuzzy = contents.fuzzy.map(\.description)
        proof.made = try await fingerprints(of: there)
        return proof
    }

    /// What failed is called failed, and what the plan or the archive knows of a reason is said.
    private func explained(_ comparison: ComparisonReport, _ plan: Plan, _ failures: [Tally.Failure])
        -> ComparisonReport
    {
        let causes = Dictionary(
            failures.map { ($0.action.object.description, $0.cause.oneLine) }
        ) { first, _ in first }
        var reasons = Dictionary(
            plan.actions.filter { !$0.isWork }.map { ($0.object.description, $0.reason) }
        ) { first, _ in
            first
        }
        let waived = Set(plan.actions.filter { $0.verdict == .waived }.map(\.object.description))
        let missing = Renaming(settings.policy, target.dialect).contents(contents).missingBuilds
        for build in missing { reasons[build.name] = "not in the archive: \(build.reason)" }
        var comparison = comparison
        comparison.rows = comparison.rows.map { row in
            var row = row
            guard row.isOfLeft else { return row }
            if let cause = causes[row.object] {
                row.outcome = .failed
                row.detail = cause
            } else if row.detail.isEmpty || waived.contains(row.object), row.outcome.isDifference,
                let reason = reasons[row.object]
            {
                row.detail = reason ?? ""
            }
            return row
        }
        return comparison
    }

    /// What appeared and vanished beside the run.
    private func foreign(
        _ comparison: ComparisonReport, _ there: ComparedOrganization, _ plan: Plan, _ bindings: [Binding]
    ) -> [String] {
        let before = Set(plan.others)
        let newest = Dictionary(bindings.map { ($0.app, $0.target.value) }, uniquingKeysWith: max)
        let appeared = comparison.rows.filter { row in
            guard row.outcome == .onlyRight, !before.contains(row.object) else { return false }
            guard case .build(let app, let number)? = PlannedObject(text: row.object) else { return true }
            return newest[app.text].map { number.value > $0 } ?? false
        }
        let now = Set(there.documents.values.joined().map(\.id.description))
        let vanished = plan.others.filter { name in
            guard let kind = ObjectID(name)?.kind, there.documents[kind] != nil else { return false }
            return !now.contains(name)
        }
        return appeared.map { "\($0.object) is new" } + vanished.map { "\($0) is gone" }
    }

    /// What the plan found equal or the run completed, and is otherwise at the end.
    private func spoiled(_ comparison: ComparisonReport, _ plan: Plan) -> [String] {
        let settled = Dictionary(grouping: plan.actions, by: \.object.description).filter { _, actions in
            actions.allSatisfy { $0.isWork || $0.verdict == .equal }
        }
        return comparison.rows.compactMap { row -> String? in
            guard row.isOfLeft, let action = settled[row.object]?.last, case .document = action.object else {
                return nil
            }
            let whose = action.isWork ? "this run left it" : "the plan found it"
            switch row.outcome {
            case .onlyLeft: return "\(row.object) is gone"
            case .different:
                return "\(row.object) is not as \(whose)\(row.detail.isEmpty ? "" : " (\(row.detail))")"
            default: return nil
            }
        }
    }

    private func fingerprints(of there: ComparedOrganization) async throws -> [ObjectID: Digest] {
        let fingerprint = Fingerprint(target.dialect)
        let made = try await journal.madeObjects()
        return Dictionary(
            there.documents.values.joined().filter { made.contains($0.id.description) }.map {
                ($0.id, fingerprint.of($0))
            }
        ) { first, _ in first }
    }
}

extension Journal {
    /// The objects that runs made, by the name that they have on the target.
    func madeObjects() throws -> Set<String> {
        let creations = try completedActions().filter { $0.hasPrefix("create ") }
        return Set(creations.map { String($0.dropFirst("create ".count)) })
    }
}
