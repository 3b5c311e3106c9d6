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
        let isClaimed = records[action.id]?.state == .claimed
        var claim = isClaimed ? await tally.claim(action.id) : nil
        var isOfEarlierProcess = claim != nil
        var lost: ClientError?
        for attempt in 0..<settings.patience.tries {
            if let claim {
                if attempt > 0 { try await pause(attempt) }
                let time = isOfEarlierProcess ? records[action.id]?.claimed : nil
                switch try await settled(claim, action, build, since: time) {
                case .done(let number): return try await finish(action, build, number)
                case .failed(let type, let details) where !isOfEarlierProcess:
                    throw failed(action, type, details)
                default: isOfEarlierProcess = false
                }
            }
            let url = action.kind == .pull ? try await pullURL(of: build) : nil
            let state = try await gate(action, app)
            let fresh = BuildClaim(state, try await tasks(of: app, action))
            try await journal.claim(action.id, of: run, before: fresh.json)
            claim = fresh
            await tally.claim(action.id, fresh)
            do {
                let announced = try await send(build, action, fresh, url)
                claim = announced
                switch try await arrival(announced, action, build) {
                case .done(let number): return try await finish(action, build, number)
                case .failed(let type, let details): throw failed(action, type, details)
                default: break
                }
            } catch let error as ClientError {
                lost = error
                claim = await tally.claim(action.id)
                guard mustLook(after: error) else { throw judged(error, action) }
            }
        }
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

    private func finish(_ action: Action, _ build: Contents.Build, _ number: Int) async throws {
        try await checkCanary(action, build, number)
        let binding = Binding(
            app: build.app.text, source: build.number, target: TargetBuild(number), digest: build.digest)
        try await complete(action, result: ["build": .int(number)], binding: binding, wasReadBack: true)
        await tally.bind(build.app, number)
    }

    private func failed(_ action: Action, _ type: String, _ details: String) -> ActionFailure {
        ActionFailure(
            cause: ReplayError.taskFailed(
                build: action.object.description, task: type, details: details.hiding(secrets.values)),
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

    /// The address for the target, once we have seen that the right number of bytes is there.
    private func pullURL(of build: Contents.Build) async throws -> BuildURL {
        guard let pull = settings.pull else {
            throw ActionFailure(
                cause: ReplayError.pullSource(
                    build: build.object.description, url: "", expected: build.size, actual: nil),
                isCertain: true)
        }
        let url = pull.pattern.place(organization: organization, app: build.app, build: build.number.value)
        do {
            let remote = try await pull.transport.probe(url)
            guard remote.size == build.size else {
                throw ReplayError.pullSource(
                    build: build.object.description, url: url, expected: build.size, actual: remote.size)
            }
        } catch let error as any Explained {
            // Whatever is wrong with the place, the target was not asked.
            throw ActionFailure(cause: error, isCertain: true)
        }
        return BuildURL(url: Secret(url))
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
