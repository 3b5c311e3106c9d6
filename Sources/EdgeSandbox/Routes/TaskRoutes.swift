import EdgeCore

/// The Edge's tasks: listed, read, and uploads among them ended (edge-api 3.7).
struct TaskRoutes: Sendable {
    let dialect: Dialect

    private var names: Dialect.TaskFields { dialect.tasks }

    var routes: [Route] {
        [
            Route(method: "GET", path: names.path, permission: permission(.read), handle: list),
            Route(
                method: "GET", path: names.path, takesItem: true, permission: permission(.read), handle: read),
            Route(method: "PATCH", path: names.path, permission: permission(.update), handle: end),
        ]
    }

    private func permission(_ bit: Permission.Bit) -> Permission { Permission(resource: "tasks", bit: bit) }

    @Sendable private func list(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let page = try Page(call.query)
        // The app's filter matches a part of the name, as documented.
        let part = call.query[names.appFilter]
        let tasks = try ledger.tasks(in: account.organization).filter { task in
            (part.map { task.app.contains($0) } ?? true)
                && (call.query[names.state].map { task.state == $0 } ?? true)
                && (call.query[names.type].map { task.type == $0 } ?? true)
        }
        return .success("tasks listed", [names.list: page.take(tasks.map(view))])
    }

    @Sendable private func read(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        .success(
            "task read", [names.item: .object(view(try existing(try call.name(), account, ledger)))])
    }

    @Sendable private func end(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let task = try existing(try call.text(names.id), account, ledger)
        let value = try call.text(names.expireField)
        guard value == names.expireValue else {
            throw Refusal.invalid("\(names.expireField) can only become \(names.expireValue)")
        }
        if task.state != TaskState.expired.rawValue {
            guard let item = try ledger.item(task.importID), item.stage == .upload else {
                throw Refusal.protected("only an upload that is still expected can be ended")
            }
            try ledger.expire(item)
        }
        let ended = try existing(TaskRow.name(task.id), account, ledger)
        return .success("task changed", [names.item: .object(view(ended))])
    }

    private func existing(_ name: String, _ account: Account, _ ledger: Ledger) throws -> TaskRow {
        let task = try TaskRow.number(name).flatMap { try ledger.task($0, in: account.organization) }
        guard let task else { throw Refusal.notFound("there is no task \(quoted(name))") }
        return task
    }

    func view(_ task: TaskRow) -> JSONObject {
        var view = task.details
        view[names.id] = .string(TaskRow.name(task.id))
        view[names.type] = .string(task.type)
        view[names.app] = .string(task.app)
        view[names.state] = .string(task.state)
        view["created"] = .string(task.created)
        view["updated"] = .string(task.updated)
        return view
    }
}
