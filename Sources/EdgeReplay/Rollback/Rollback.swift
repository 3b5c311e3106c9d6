package import EdgeClient
import EdgeCore
package import EdgeJournal

/// Takes back what one run made on a target, in reverse order, and nothing else; killed anywhere, the same again goes on.
package struct Rollback: Sendable {
    private let target: TargetEdge
    private let journal: Journal
    private let run: Run
    private let plan: Plan
    private let records: [String: Record]
    private let judge: RollbackJudge

    /// - Parameter number: The run of the journal; nil is the newest.
    /// - Throws: `ReplayError.noRun` when the journal does not have it.
    package init(of number: Int?, in journal: Journal, on target: TargetEdge) async throws {
        let run = try await journal.run(number)
        self.target = target
        self.journal = journal
        self.run = run
        plan = try Plan(try await journal.plan(of: run))
        records = try await journal.records(of: run)
        var fingerprints: [ObjectID: Digest] = [:]
        for run in try await journal.runs() {
            // The newest proof that saw an object counts.
            guard let proof = try await journal.proof(of: run).flatMap({ Proof($0) }) else { continue }
            fingerprints.merge(proof.made) { _, newer in newer }
        }
        let bodies = plan.actions.compactMap { action -> (ObjectID, JSONObject)? in
            guard action.kind == .create, case .document(let id) = action.object else { return nil }
            return action.body.map { (id, $0) }
        }
        judge = RollbackJudge(
            target: target, fingerprints: fingerprints,
            bodies: Dictionary(bodies) { first, _ in first }, bindings: try await journal.bindings())
    }

    /// What would be taken back, newest first; only looks.
    package func steps() async throws -> [RollbackStep] {
        var doomed: Set<String> = []
        var steps: [RollbackStep] = []
        for action in plan.actions.reversed() where isMade(action) {
            guard case .document(let id) = action.object else { continue }
            let decision = try await judge.decision(on: id, doomed: doomed)
            if id.kind == .app, decision == .delete { doomed.insert(id.name) }
            steps.append(RollbackStep(action: action.id, object: id, decision: decision))
        }
        return steps
    }

    /// What the run did and no rollback takes back.
    package var leftovers: [String] {
        let made = Set(
            plan.actions.filter { $0.kind == .create && records[$0.id] != nil }.map(\.object.description))
        return plan.actions.compactMap { action in
            guard records[action.id]?.state == .completed else { return nil }
            switch action.kind {
            case .update where !made.contains(action.object.description):
                return "\(action.object): it was changed, not made, by the run"
            case .upload, .pull:
                guard case .build(let app, _) = action.object, !made.contains("app/\(app)") else {
                    return nil
                }
                return "\(action.object): an Edge deletes no single build"
            default: return nil
            }
        }
    }

    /// Deletes what is still as the run made it.
    /// - Parameter typed: The names of deployments that may go with their published files.
    package func execute(typed: Set<String>, stateFolder: String) async throws -> RollbackReport {
        let lock = try FileLock.target(
            host: target.address.authority, organization: target.address.organization, in: stateFolder)
        defer { withExtendedLifetime(lock) {} }
        if run.outcome == nil { try await journal.end(run, .abandoned) }
        var report = RollbackReport(run: Int(run.id))
        for action in plan.actions.reversed() where isMade(action) {
            guard case .document(let id) = action.object else { continue }
            try Task.checkCancellation()
            do {
                try await takeBack(id, action, typed, &report)
            } catch let error as ClientError where !isFatal(error) {
                report.failed.append("\(id): \(error.oneLine)")
            }
        }
        report.kept += leftovers
        return report
    }

    private func takeBack(
        _ id: ObjectID, _ action: Action, _ typed: Set<String>, _ report: inout RollbackReport
    ) async throws {
        switch try await judge.decision(on: id) {
        case .keep(let reason): report.kept.append("\(id): \(reason)")
        case .alreadyGone:
            try await journal.takeBack(action.id, of: run, app: id.kind == .app ? id.name : nil)
            report.alreadyGone.append(id)
        case .deleteWithName where !typed.contains(id.name):
            report.kept.append("\(id): its published files would go with it, and its name was not typed")
        case .delete, .deleteWithName:
            // A lost answer is settled by the next rollback: then it is gone already.
            _ =
                id.kind == .deployment
                ? try await target.deleteDeployment(id.name, typed: id.name) : try await target.delete(id)
            try await journal.takeBack(action.id, of: run, app: id.kind == .app ? id.name : nil)
            report.deleted.append(id)
        }
    }

    /// Made for certain, or claimed by a process that ended: then looking tells.
    private func isMade(_ action: Action) -> Bool {
        guard action.kind == .create, let state = records[action.id]?.state else { return false }
        return state == .completed || state == .claimed
    }

    /// What stops a rollback as a whole: everything but the refusal of one object.
    private func isFatal(_ error: ClientError) -> Bool {
        switch error.answerStatus {
        case 400?, 404?, 405?, 409?, 410?, 422?: false
        default: true
        }
    }
}
