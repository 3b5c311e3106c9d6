import EdgeClient
import EdgeCore
import EdgeJournal
import Foundation

/// Carries out a plan: phases one after another, lanes side by side, actions in order; each action is claimed, done
/// and completed, and what an earlier process left claimed is settled by looking (docs/adr/0005).
struct Executor: Sendable {
    let plan: Plan
    let builds: [PlannedObject: Contents.Build]
    let organization: OrganizationName
    let target: TargetEdge
    let journal: Journal
    let run: Run
    /// What the journal knew of this run when this process began.
    let records: [String: Record]
    let secrets: [SecretReference: Secret]
    let settings: ReplaySettings
    let tally: Tally
    let meter: Meter?
    let bodies: Bodies
    let comparison: Comparison
    let fingerprint: Fingerprint

    init(
        _ plan: Plan, _ contents: Contents, onto target: TargetEdge, _ journal: Journal, _ run: Run,
        _ secrets: [SecretReference: Secret], _ settings: ReplaySettings, _ meter: Meter?
    ) async throws {
        self.plan = plan
        builds = Dictionary(contents.builds.map { ($0.object, $0) }) { first, _ in first }
        organization = contents.organization
        self.target = target.hiding(secrets.values)
        self.journal = journal
        self.run = run
        self.secrets = secrets
        self.settings = settings
        self.meter = meter
        records = try await journal.records(of: run)
        tally = Tally(
            canaries: try await journal.canaries(), bindings: try await journal.bindings(), records: records)
        bodies = Bodies(target.dialect)
        comparison = Comparison(target.dialect)
        fingerprint = Fingerprint(target.dialect)
    }

    /// Carries out all that is not complete; failures of single objects are in the tally afterwards.
    /// - Throws: What stops the run, with everything saved: `ReplayError`, `ClientError`, `JournalError`,
    ///   `CancellationError`.
    func execute() async throws {
        await announceWork()
        for phase in plan.phases {
            try await canaries(of: phase)
            let isBuilds = phase.lanes.contains {
                $0.actions.contains { $0.kind == .upload || $0.kind == .pull }
            }
            try await forEachBounded(phase.lanes, limit: isBuilds ? settings.buildLanes : settings.lanes) {
                lane in
                try await carry(lane.actions)
            }
        }
    }

    /// Tells the progress line how much there is, counted from the journal and not from an earlier progress.
    private func announceWork() async {
        var bytes: Int64 = 0
        var objects = 0
        for action in plan.actions where action.isWork {
            if await tally.isFinished(action) { continue }
            objects += 1
            if action.kind == .upload { bytes += builds[action.object]?.size ?? 0 }
        }
        meter?.expect(bytes: bytes, objects: objects)
    }

    // MARK: - Lanes

    /// Safety rule 3: the first create and the first update of each kind, and the first build, run alone.
    private func canaries(of phase: Plan.Phase) async throws {
        for lane in phase.lanes {
            for (index, action) in lane.actions.enumerated() {
                guard let canary = action.canary, await !tally.hasPassed(canary) else { continue }
                // A lane runs in order, so what stands before the canary runs with it.
                let isBuild = action.kind == .upload || action.kind == .pull
                try await carry(
                    Array(lane.actions[...(isBuild ? min(index + 1, lane.actions.count - 1) : index)]))
            }
        }
    }

    /// Runs actions in order; after a failure the rest of a lane of builds waits.
    private func carry(_ actions: [Action]) async throws {
        for action in actions where action.isWork {
            if await tally.isFinished(action) { continue }
            if await tally.hasFailed(action) { return await leaveRest(of: actions, after: action) }
            try Task.checkCancellation()
            if let need = await tally.failedNeed(of: action) {
                await tally.fail(
                    action, ReplayError.needs(object: action.object.description, failed: need),
                    isCertain: true)
                return await leaveRest(of: actions, after: action)
            }
            meter?.begin(action.id)
            guard try await attempt(action) else { return await leaveRest(of: actions, after: action) }
            meter?.add(objects: 1)
        }
    }

    /// Does one action; false when it failed and only it is concerned.
    private func attempt(_ action: Action) async throws -> Bool {
        do {
            switch action.kind {
            case .create: try await create(action)
            case .update: try await update(action)
            case .upload, .pull: try await importBuild(action)
            case .wait: try await wait(action)
            case .skip, .conflict, .left: break
            }
            await tally.finish(action)
            return true
        } catch let failure as ActionFailure {
            if failure.isCertain {
                try await journal.claimedFailure(action.id, of: run, error: failure.cause.oneLine)
            }
            await tally.fail(action, failure.cause, isCertain: failure.isCertain)
            return false
        }
    }

    private func leaveRest(of actions: [Action], after failed: Action) async {
        guard let place = actions.firstIndex(of: failed) else { return }
        for action in actions[(place + 1)...] where action.isWork {
            if await tally.isSettled(action) { continue }
            await tally.fail(
                action, ReplayError.needs(object: action.object.description, failed: failed.id),
                isCertain: true)
        }
    }

    // MARK: - For all kinds of actions

    /// Completes an action, and its canary with it when it was read back.
    func complete(_ action: Action, result: JSON = .null, binding: Binding? = nil, wasReadBack: Bool)
        async throws
    {
        let canary = wasReadBack ? action.canary : nil
        try await journal.complete(action.id, of: run, result: result, binding: binding, canary: canary)
        if let canary { await tally.pass(canary) }
    }

    func mustBeReadBack(_ action: Action) async -> Bool {
        guard let canary = action.canary else { return false }
        return await !tally.hasPassed(canary)
    }

    /// What an error of the target means: it concerns this action alone, or the whole run.
    func judged(_ error: ClientError, _ action: Action) -> any Error {
        switch error.answerStatus {
        case 400?, 404?, 405?, 409?, 410?, 413?, 422?:
            ActionFailure(cause: ReplayError.action(action: action.id, cause: error), isCertain: true)
        default:
            ReplayError.stopped(action: action.id, cause: error)
        }
    }

    /// True when only a look can tell whether a failed call was carried out, and trying on makes sense.
    func mustLook(after error: ClientError) -> Bool { error.leavesDoubt && error.status != .tryAgain }

    /// Waits until a call that was in doubt since then is no longer on its way; nil means since now.
    func waitUntilQuiet(since time: Date?) async throws {
        let elapsed = time.map { Duration.seconds(journal.now().timeIntervalSince($0)) } ?? .zero
        let quiet = settings.patience.quiet
        // A clock that was set back counts as no time at all.
        let left = elapsed < .zero ? quiet : quiet - elapsed
        if left > .zero { try await settings.clock.sleep(for: left) }
    }

    func pause(_ look: Int) async throws {
        try await settings.clock.sleep(for: settings.patience.pause(look))
    }
}

extension Action {
    /// The first of these runs alone and is read back.
    var canary: Canary? {
        switch kind {
        case .create, .update: Canary(operation: kind.rawValue, kind: object.kind)
        case .upload, .pull: Canary(operation: "import", kind: object.kind)
        case .wait, .skip, .conflict, .left: nil
        }
    }
}

extension Journal {
    /// Notes a failure; an action that failed before it was claimed has no record to change.
    func claimedFailure(_ action: String, of run: Run, error: String) throws {
        if try records(of: run)[action]?.state != .claimed { try claim(action, of: run, before: .null) }
        try fail(action, of: run, error: error)
    }
}

extension Explained {
    /// What and why in one line.
    var oneLine: String { why.map { "\(what): \($0)" } ?? what }
}
