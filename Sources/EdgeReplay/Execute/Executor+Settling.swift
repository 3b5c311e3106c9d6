import EdgeClient
import EdgeCore
import Foundation

/// Looks at an app until it shows what became of a claimed build.
extension Executor {
    func looked<Value: Sendable>(_ action: Action, _ read: () async throws -> Value) async throws
        -> Value
    {
        do {
            return try await read()
        } catch let error as ClientError {
            throw ReplayError.stopped(action: action.id, cause: error)
        }
    }

    func state(of app: AppName, _ action: Action) async throws -> AppState? {
        try await looked(action) { try await target.appState(app.text) }
    }

    func tasks(of app: AppName, _ action: Action) async throws -> [ServerTask] {
        try await looked(action) { try await target.tasks(of: app.text) }
    }

    func verdict(_ claim: BuildClaim, _ action: Action, _ build: Contents.Build) async throws
        -> BuildVerdict
    {
        let tasks = try await tasks(of: build.app, action)
        guard let state = try await state(of: build.app, action) else {
            return .ambiguous("its app is no longer on the target")
        }
        return claim.verdict(
            for: build, tasks: tasks, state: state, bound: await tally.bound(build.app),
            expired: target.dialect.tasks.expireValue)
    }

    /// Waits after a sent build until it shows; what shows nothing for long is left to `settled`.
    func arrival(_ claim: BuildClaim, _ action: Action, _ build: Contents.Build) async throws
        -> BuildVerdict
    {
        var quietLooks = 0
        for look in 0..<settings.patience.looks {
            let verdict = try await verdict(claim, action, build)
            switch verdict {
            case .done, .failed: return verdict
            case .busy: quietLooks = 0
            case .absent, .orphans, .ambiguous:
                quietLooks += 1
                if quietLooks > settings.patience.quietLooks { return verdict }
            }
            try await pause(look)
        }
        return .absent
    }

    /// Finds out what became of a claimed build: done, failed, or absent and then free to be done anew.
    /// - Parameter time: when the claim was made, by an earlier process; nil when it was just now.
    func settled(
        _ claim: BuildClaim, _ action: Action, _ build: Contents.Build, since time: Date?
    ) async throws -> BuildVerdict {
        var refusals = 0
        var isQuiet = claim.announced != nil || action.kind != .pull || claim.insteadOfPull != nil
        var quietLooks = 0
        for look in 0..<settings.patience.looks {
            let verdict = try await verdict(claim, action, build)
            switch verdict {
            case .done, .failed: return verdict
            case .absent:
                if isQuiet { return verdict }
                // A pull whose answer was lost may be about to begin.
                try await waitUntilQuiet(since: time)
                isQuiet = true
                continue
            case .orphans(let uploads):
                for id in uploads {
                    guard let refusal = try await expire(id, action) else { continue }
                    refusals += 1
                    guard refusals < settings.patience.tries else {
                        throw ActionFailure(
                            cause: ReplayError.cannotExpire(
                                build: action.object.description, cause: refusal), isCertain: false)
                    }
                }
                if look == 0 { continue }
            case .ambiguous(let reason):
                quietLooks += 1
                if quietLooks > settings.patience.quietLooks {
                    throw ActionFailure(
                        cause: ReplayError.ambiguous(build: action.object.description, reason: reason),
                        isCertain: false)
                }
            case .busy: quietLooks = 0
            }
            try await pause(look)
        }
        throw ActionFailure(
            cause: ReplayError.neverEnds(object: action.object.description), isCertain: false)
    }

    /// Ends an upload that nobody sends bytes for; one that has just ended otherwise is looked at again.
    /// - Returns: The refusal of an upload that may have ended otherwise, or that the target does not understand.
    func expire(_ task: String, _ action: Action) async throws -> ClientError? {
        do {
            try await target.expire(task: task)
            return nil
        } catch let error as ClientError {
            switch error.answerStatus {
            case 400?, 404?, 409?:
                try await pause(0)
                return error
            default:
                guard mustLook(after: error) else {
                    throw ReplayError.stopped(action: action.id, cause: error)
                }
                try await pause(1)
                return nil
            }
        }
    }
}
