import EdgeCore

/// Triggers: the traces of an app are processed, or a failed task is tried again (edge-api 3.6.6, 3.6.7).
struct TriggerRoute: Sendable {
    let dialect: Dialect

    private var names: Dialect.TriggerCall { dialect.triggers }

    var route: Route {
        Route("POST", names.path, .account(Permission(resource: "tasks", bit: .execute), pull))
    }

    @Sendable private func pull(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let action = try call.text(names.action)
        switch action {
        case names.processTraces: return try process(call, account, ledger)
        case names.retryTask: return try retry(call, account, ledger)
        default:
            throw Refusal.invalid("\(names.action) must be \(names.processTraces) or \(names.retryTask)")
        }
    }

    /// The current build is sequenced and published anew.
    private func process(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let app = try call.text(names.app)
        guard try ledger.exists(.app, app, in: account.organization) else {
            throw Refusal.notFound("there is no app \(quoted(app))")
        }
        guard let build = try ledger.builds(of: app, in: account.organization).last else {
            throw Refusal.invalid("the app has no build")
        }
        let begun = try ledger.begin(app: app, at: .mkseq, number: build.number, in: account.organization)
        return .success("traces are processed", [dialect.builds.task: .string(TaskRow.name(begun.task))])
    }

    private func retry(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let name = try call.text(names.task)
        let task = try TaskRow.number(name).flatMap { try ledger.task($0, in: account.organization) }
        guard let task, let item = try ledger.item(task.importID) else {
            throw Refusal.notFound("there is no task \(quoted(name))")
        }
        guard task.state == TaskState.failed.rawValue, item.stage == .failed,
            let stage = ledger.stage(of: task.type)
        else { throw Refusal.protected("only the last failed task of a build can be tried again") }
        // A tar that could not be read is gone; everything else can be done again.
        guard stage != .mkraw else { throw Refusal.protected("the tar is gone: import the build again") }
        let begun = try ledger.move(item, to: stage)
        return .success(
            "task is tried again", begun.map { [dialect.builds.task: .string(TaskRow.name($0))] } ?? [:])
    }
}
