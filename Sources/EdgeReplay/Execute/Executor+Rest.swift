import EdgeClient
import EdgeCore

/// Waits for a target's own work on an app, and has what failed of it tried again, once.
extension Executor {
    /// A failed task that the target was asked to try again.
    private struct Retry {
        let task: ServerTask
        /// The tasks that there were before; another one is the new try, if the target makes another one.
        let known: Set<String>
        /// Looks that showed nothing of a new try.
        var quietLooks = 0

        /// The new try, as far as it shows: another task, or the same one opened again.
        func later(of tasks: [ServerTask]) -> [ServerTask] {
            tasks.filter { !known.contains($0.id) || ($0.id == task.id && $0.isOpen) }
        }
    }

    /// Waits until the target no longer works on an app.
    /// - Parameter before: The tasks that are not ours to judge; nil when none of them is.
    /// - Throws: `ActionFailure` when a task of ours failed, or the app is in error, and a second try was no better.
    func comeToRest(_ app: AppName, _ action: Action, since before: Set<String>?) async throws {
        var retry: Retry?
        var look = 0
        for _ in 0..<settings.patience.looks {
            let tasks = try await tasks(of: app, action)
            guard let state = try await state(of: app, action) else {
                throw ActionFailure(cause: ReplayError.gone(object: "app/\(app)"), isCertain: true)
            }
            let ours = retry?.later(of: tasks) ?? tasks.filter { before?.contains($0.id) == false }
            if !state.isBusy && !ours.contains(where: { $0.isOpen && !$0.isUpload }) {
                let failure = before == nil ? nil : taskTrouble(ours, tasks, retry, action)
                guard let trouble = failure ?? appTrouble(state, tasks) else { return }
                if var asked = retry {
                    asked.quietLooks += 1
                    retry = asked
                    guard ours.isEmpty, asked.quietLooks < settings.patience.quietLooks else {
                        throw failed(trouble, "tried again once")
                    }
                } else {
                    let task = try await retried(trouble, action)
                    retry = Retry(task: task, known: Set(tasks.map(\.id)))
                    look = 0
                }
            }
            try await pause(look)
            look += 1
        }
        throw ActionFailure(cause: ReplayError.neverEnds(object: action.object.description), isCertain: false)
    }

    private struct Trouble {
        let cause: (_ details: String) -> ReplayError
        let details: String
        /// What can be tried again, the likeliest first.
        let tasks: [ServerTask]
    }

    private func taskTrouble(
        _ ours: [ServerTask], _ tasks: [ServerTask], _ retry: Retry?, _ action: Action
    ) -> Trouble? {
        let isStillFailed = ours.isEmpty && tasks.contains { $0.id == retry?.task.id && $0.isFailed }
        guard let task = ours.last(where: \.isFailed) ?? (isStillFailed ? retry?.task : nil) else {
            return nil
        }
        let build = action.object.description
        return Trouble(
            cause: { .taskFailed(build: build, task: task.type, details: $0) }, details: task.summary,
            tasks: [task])
    }

    private func appTrouble(_ state: AppState, _ tasks: [ServerTask]) -> Trouble? {
        guard let error = state.error else { return nil }
        let app = state.document.id.description
        // A download that is tried again would make a build once more: no app is in error for want of one.
        let failed = tasks.filter { $0.isFailed && !$0.isDownload }
        // Only the newest can be tried again, and nobody knows at which end of the list it stands.
        let ends = [failed.last, failed.first].compactMap(\.self)
        return Trouble(
            cause: { .appInError(app: app, details: $0) }, details: quoted(error.canonical), tasks: ends)
    }

    private func failed(_ trouble: Trouble, _ note: String) -> ActionFailure {
        let details = "\(trouble.details.hiding(secrets.values)) (\(note))"
        return ActionFailure(cause: trouble.cause(details), isCertain: true)
    }

    /// Asks the target to try again what failed.
    /// - Returns: The task that it took.
    private func retried(_ trouble: Trouble, _ action: Action) async throws -> ServerTask {
        var note = "no failed task shows"
        for task in trouble.tasks {
            guard let refusal = try await refusal(of: task, action) else { return task }
            note = "it cannot be tried again: \(refusal.what)"
        }
        throw failed(trouble, note)
    }

    /// Asks the target to try a task again.
    /// - Returns: Why it does not; nil when it does, or may.
    private func refusal(of task: ServerTask, _ action: Action) async throws -> ClientError? {
        do {
            try await target.retry(task: task.id)
            return nil
        } catch let error as ClientError {
            if mustLook(after: error) { return nil }
            // No right to it, no such call, or nothing that can be tried again.
            guard error.answerStatus.map({ (400..<500).contains($0) && $0 != 401 && $0 != 429 }) == true
            else {
                throw ReplayError.stopped(action: action.id, cause: error)
            }
            return error
        }
    }
}
