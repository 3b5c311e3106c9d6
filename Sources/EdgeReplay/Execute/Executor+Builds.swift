import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal

/// Builds have no name to ask for: what the claim recorded of the app tells what became of them.
extension Executor {
    func importBuild(_ action: Action) async throws {
        guard case .build(let app, _) = action.object, let build = builds[action.object] else {
            throw ActionFailure(cause: ReplayError.gone(object: action.object.description), isCertain: true)
        }
        let begun = records[action.id]?.state == .claimed ? await tally.claim(action.id) : nil
        defer { settings.pull?.withdraw(build) }
        // An upload that was begun in place of a pull goes on as one.
        var reason = begun?.insteadOfPull
        if let failure = try await bring(build, of: app, action, begun: begun, insteadOfPull: reason) {
            try checkUpload(build, insteadOf: failure)
            reason = failure.reason
            _ = try await bring(build, of: app, action, begun: nil, insteadOfPull: reason)
        }
    }

    /// Claims, announces and looks, until the build is there.
    /// - Parameter reason: Why it is uploaded in place of a planned pull.
    /// - Returns: Nil when the build is there, else why the target does not fetch it.
    private func bring(
        _ build: Contents.Build, of app: AppName, _ action: Action, begun: BuildClaim?,
        insteadOfPull reason: String?
    ) async throws -> PullFailure? {
        let isPull = action.kind == .pull && reason == nil
        var claim = begun
        var isOfEarlierProcess = begun != nil
        var lost: ClientError?
        var failure: PullFailure?
        var url: BuildURL?
        for attempt in 0..<settings.patience.tries {
            if attempt > 0 { try await pause(attempt) }
            if let claim {
                let time = isOfEarlierProcess ? records[action.id]?.claimed : nil
                switch try await settled(claim, action, build, since: time) {
                case .done(let number):
                    try await finish(action, build, number, insteadOfPull: reason)
                    return nil
                case .failed(let task) where !isOfEarlierProcess:
                    guard isPull else { throw failed(action, task) }
                    failure = try pullFailure(task.hiding(url), build, action)
                    if failure?.isHopeless == true { return failure }
                default: break
                }
                isOfEarlierProcess = false
            }
            url = isPull ? try await pullAddress(of: build) : nil
            let state = try await gate(action, app)
            let fresh = BuildClaim(state, try await tasks(of: app, action), insteadOfPull: reason)
            try await journal.claim(action.id, of: run, before: fresh.json)
            claim = fresh
            await tally.claim(action.id, fresh)
            do {
                let announced = try await send(build, action, fresh, url)
                claim = announced
                switch try await arrival(announced, action, build) {
                case .done(let number):
                    try await finish(action, build, number, insteadOfPull: reason)
                    return nil
                case .failed(let task):
                    guard isPull else { throw failed(action, task) }
                    failure = try pullFailure(task.hiding(url), build, action)
                    if failure?.isHopeless == true { return failure }
                    // It is known what became of it.
                    claim = nil
                default: break
                }
            } catch let error as ClientError {
                if isPull, let refusal = PullFailure(error) { return refusal }
                lost = error
                claim = await tally.claim(action.id)
                guard mustLook(after: error) else { throw judged(error, action) }
            }
        }
        if let failure { return failure }
        throw lost.map { ReplayError.stopped(action: action.id, cause: $0) }
            ?? ActionFailure(
                cause: ReplayError.neverEnds(object: action.object.description), isCertain: false)
    }

    /// Announces a build and, for an upload, sends its bytes.
    private func send(_ build: Contents.Build, _ action: Action, _ claim: BuildClaim, _ url: BuildURL?)
        async throws -> BuildClaim
    {
        let ticket = try await target.announceBuild(
            of: build.app.text, label: build.label, size: build.size, from: url)
        var claim = claim
        if let task = ticket.task {
            claim.announced = task
            try await journal.announce(action.id, of: run, ["task": .string(task)])
            await tally.claim(action.id, claim)
        }
        if url == nil, let address = ticket.uploadURL {
            if await mustBeReadBack(action) { try await lookForUpload(of: build, claim, action) }
            try await target.upload(try build.bytes(), to: address)
        }
        return claim
    }

    /// Before the first bytes go out, the target must show that it waits for them: else nothing could be settled later.
    private func lookForUpload(of build: Contents.Build, _ claim: BuildClaim, _ action: Action) async throws {
        let new = try await tasks(of: build.app, action).filter { !claim.tasks.contains($0.id) }
        guard let task = new.first(where: { $0.id == claim.announced }) ?? new.first else {
            // An Edge that shows no task at all names none either.
            guard claim.announced == nil else {
                throw ReplayError.unseenUpload(
                    build: action.object.description, dialectKeys: ["tasks.id", "tasks.app", "builds.task"])
            }
            return
        }
        guard task.isUpload else {
            throw ReplayError.unseenUpload(
                build: action.object.description, dialectKeys: ["tasks.uploadType", "tasks.type"])
        }
        guard task.isOpen else {
            throw ReplayError.unseenUpload(
                build: action.object.description, dialectKeys: ["tasks.openStates", "tasks.state"])
        }
    }

    /// Safety rule 3 for builds: the first one is compared with what was announced, as far as the Edge lists builds.
    private func checkCanary(_ action: Action, _ build: Contents.Build, _ number: Int) async throws {
        guard await mustBeReadBack(action), let state = try await state(of: build.app, action),
            state.document.fields[target.dialect.apps.builds] != nil,
            let found = state.builds.first(where: { $0.number == number }), found.label != build.label
        else { return }
        throw ReplayError.canary(
            object: action.object.description, places: ["the label"],
            dialectKeys: ["builds.label", "apps.buildLabel"])
    }

    private func finish(_ action: Action, _ build: Contents.Build, _ number: Int, insteadOfPull: String?)
        async throws
    {
        try await checkCanary(action, build, number)
        let binding = Binding(
            app: build.app.text, source: build.number, target: TargetBuild(number), digest: build.digest)
        var result: JSONObject = ["build": .int(number)]
        if let insteadOfPull {
            result["attention"] = .string(
                "it was uploaded, as the target did not fetch it: \(insteadOfPull)")
        }
        try await complete(action, result: .object(result), binding: binding, wasReadBack: true)
        await tally.bind(build.app, number)
    }

    func failed(_ action: Action, _ task: BuildVerdict.Failure) -> ActionFailure {
        ActionFailure(
            cause: ReplayError.taskFailed(
                build: action.object.description, task: task.type,
                details: task.details.hiding(secrets.values)),
            isCertain: true)
    }

    // MARK: - Gate

    /// Safety rule 2: just before a build goes out, the app must show exactly the planned deployments.
    private func gate(_ action: Action, _ app: AppName) async throws -> AppState {
        guard var state = try await state(of: app, action) else {
            throw ActionFailure(cause: ReplayError.gone(object: "app/\(app)"), isCertain: true)
        }
        if state.error != nil {
            // It takes no build before it is mended; perhaps its cause is gone since.
            try await comeToRest(app, action, since: nil)
            if let mended = try await self.state(of: app, action) { state = mended }
        }
        let planned = action.precondition.deployments ?? []
        let isForAll = planned.isEmpty && action.precondition.everyDeployment != nil
        guard let found = state.deployments, Set(found) == Set(planned), isForAll || !planned.isEmpty else {
            throw ReplayError.gate(app: app.text, planned: planned, found: state.deployments)
        }
        if isForAll, let every = action.precondition.everyDeployment {
            let there = try await looked(action) { try await target.list(.deployment) }.map(\.name)
            guard Set(there) == Set(every) else {
                throw ReplayError.gateOfAll(app: app.text, planned: every, found: there)
            }
        }
        return state
    }

    // MARK: - Waiting

    /// Waits until the target has done its work on a build: one build at a time per app.
    func wait(_ action: Action) async throws {
        guard case .build(let app, _) = action.object else { return }
        let before = await tally.claim(action.precondition.after ?? "")
        if records[action.id]?.state != .claimed {
            try await journal.claim(action.id, of: run, before: .null)
        }
        try await comeToRest(app, action, since: before?.tasks)
        try await complete(action, wasReadBack: false)
    }
}
