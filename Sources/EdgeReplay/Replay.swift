package import EdgeClient
package import EdgeCore
package import EdgeJournal
import Foundation

/// Makes a target equal to a snapshot, as far as the policy allows, and can be killed at any instant.
package struct Replay: Sendable {
    /// In names of the archive.
    private let archived: Contents
    /// In names of the target.
    private let contents: Contents
    private let target: TargetEdge
    private let settings: ReplaySettings
    private let journal: Journal
    private let meter: Meter?
    private let report: (@Sendable (String) -> Void)?

    /// - Parameter report: Gets what a person should know while a run is on its way.
    package init(
        _ contents: Contents, onto target: TargetEdge, _ settings: ReplaySettings, journal: Journal,
        meter: Meter? = nil, report: (@Sendable (String) -> Void)? = nil
    ) {
        self.report = report
        archived = contents
        self.contents = Renaming(settings.policy, target.dialect).contents(contents)
        self.target = target
        self.settings = settings
        self.journal = journal
        self.meter = meter
    }

    /// Looks at the target and says what would be done; writes nothing, and no secret is needed.
    /// - Throws: `ReplayError` when a rule forbids the whole. Conflicts are actions of the plan.
    /// - Parameter given: A plan that was made before; the target fetches builds if it does there.
    package func plan(as given: Plan? = nil) async throws -> Plan {
        meter?.begin("inventory of the target")
        var inventory = try await Inventory.taking(of: target, for: contents, parallel: settings.lanes)
        inventory.unregistered = try await unregistered(inventory)
        try checkAdministrators(of: inventory)
        var plan = try Planner(
            settings.policy, dialect: target.dialect,
            isPulling: given?.isPulling ?? (settings.plansPulls || settings.pull != nil),
            isRehearsal: settings.isRehearsal, waived: settings.secrets.waived
        ).plan(
            archived, onto: inventory, bindings: try await journal.bindings(),
            made: try await journal.madeObjects(), url: target.address.url,
            organization: target.address.organization)
        plan.budget.seconds = settings.requestsPerSecond.map {
            Int((Double(plan.budget.requests) / $0).rounded(.up))
        }
        return plan
    }

    /// Apps without deployments that an earlier run has made, and that it could not register.
    private func unregistered(_ inventory: Inventory) async throws -> Set<String> {
        let shape = DocumentShape(target.dialect)
        let done = try await journal.completedActions()
        var names: Set<String> = []
        for app in contents.documents[.app] ?? [] {
            guard let there = inventory.documents[app.id],
                shape.deployments(of: there.fields)?.isEmpty == true,
                done.contains(Action("create", .create, .document(app.id)).id),
                !done.contains(Action("register", .update, .document(app.id)).id)
            else { continue }
            names.insert(app.name)
        }
        return names
    }

    /// A role of all rights by another name would be written like any other.
    private func checkAdministrators(of inventory: Inventory) throws {
        let name = target.dialect.roles.administrators
        let sides = [
            ("archive", (contents.documents[.role] ?? []).map(\.name)), ("target", inventory.names(.role)),
        ]
        for (whose, names) in sides where !names.isEmpty && !names.contains(name) {
            throw ReplayError.noAdministrators(whose: whose, name: name)
        }
    }

    /// The secrets that a plan needs and the source does not give back; nothing is written.
    package func secrets(of plan: Plan) async throws -> SecretManifest {
        var missing: [MissingSecret] = []
        do {
            _ = try await resolved(plan)
        } catch ReplayError.missingSecrets(let all) {
            missing = all
        }
        return SecretManifest(plan, target.dialect, missing: missing, waived: settings.secrets.waived)
    }

    /// Carries out a plan, or one made now; an open run is finished with its own plan first.
    ///
    /// Cancelling the task claims nothing more and throws `CancellationError` with everything saved.
    package func run(_ given: Plan? = nil) async throws -> ReplayReport {
        let lock = try FileLock.target(
            host: target.address.authority, organization: target.address.organization,
            in: settings.stateFolder)
        defer { withExtendedLifetime(lock) {} }
        let (run, plan): (Run, Plan)
        if let open = try await openRun(given) {
            (run, plan) = open
        } else {
            (run, plan) = try await newRun(given)
        }
        let executor = try await Executor(
            plan, contents, onto: target, journal, run, try await resolved(plan), settings, meter)
        try await executor.execute()
        let failures = await executor.tally.failures
        let proof = try await Proving(
            contents: archived, target: target, settings: settings, journal: journal, meter: meter
        ).prove(run, plan, failures: failures)
        if await !executor.tally.isInDoubt {
            try await journal.end(run, failures.isEmpty ? .done : .partial, proof: proof.json)
        }
        return try ReplayReport(
            plan, contents, records: try await journal.newestRecords(ofSnapshot: run.snapshot),
            failures: failures, proof: proof, keysFile: journal.keysFile)
    }

    /// The run that an earlier process left open, with the plan that it was begun with.
    private func openRun(_ given: Plan?) async throws -> (Run, Plan)? {
        guard let run = try await journal.openRun() else { return nil }
        guard run.snapshot == contents.snapshot, run.archive == contents.archive else {
            throw ReplayError.otherRunOpen(snapshot: run.snapshot, started: run.started.formatted(.iso8601))
        }
        let plan = try Plan(try await journal.plan(of: run))
        if let given, given.phases != plan.phases {
            throw ReplayError.otherRunOpen(snapshot: run.snapshot, started: run.started.formatted(.iso8601))
        }
        try checkPullSource(of: plan)
        return (run, plan)
    }

    /// A target cannot fetch from nowhere, whatever the plan says.
    private func checkPullSource(of plan: Plan) throws {
        guard settings.pull != nil || !plan.isPulling else { throw ReplayError.noPullSource }
    }

    private func newRun(_ given: Plan?) async throws -> (Run, Plan) {
        if let given {
            guard given.snapshot == contents.snapshot, given.archive == contents.archive else {
                throw ReplayError.planOfAnother(what: "archive")
            }
            guard given.target.url == target.address.url,
                given.target.organization == target.address.organization.text
            else { throw ReplayError.planOfAnother(what: "target") }
        }
        let plan = try await agreed(given, with: try await plan(as: given))
        guard plan.conflicts.isEmpty else {
            throw ReplayError.conflicts(plan.conflicts.map { "\($0.object) \($0.reason ?? "")" })
        }
        try checkPullSource(of: plan)
        _ = try await resolved(plan)
        let run = try await journal.begin(
            NewRun(
                snapshot: contents.snapshot, archive: contents.archive, targetURL: target.address.url,
                plan: plan.json))
        return (run, plan)
    }

    /// The plan to carry out: the given one when the target is still what it was made for; else what is left of it,
    /// when an earlier run has carried it out in part.
    private func agreed(_ given: Plan?, with fresh: Plan) async throws -> Plan {
        guard let given else { return fresh }
        if given.phases == fresh.phases { return given }
        let known = Set(given.actions.filter(\.isWork).map(\.id))
        let isRest = fresh.actions.allSatisfy { !$0.isWork || known.contains($0.id) }
        let digest = given.digest.description
        let wasBegun = try await journal.runs().contains { $0.planDigest == digest }
        if isRest && wasBegun { return fresh }
        let moved = given.differs(from: fresh)
        guard settings.replans else { throw ReplayError.targetMoved(moved) }
        // What did not move has the same actions in both.
        report?("planned again: \(moved.joined(separator: ", "))")
        return fresh
    }

    /// The secrets of a plan; addresses of builds are no secrets of the operator's file.
    private func resolved(_ plan: Plan) async throws -> [SecretReference: Secret] {
        try await settings.secrets.resolve(
            plan.secrets.filter { !$0.object.hasPrefix("build/") }, environment: settings.environment)
    }
}
