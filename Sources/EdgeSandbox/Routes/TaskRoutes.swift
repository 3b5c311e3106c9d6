import EdgeCore

/// The Edge's tasks: listed, read, warnings acknowledged, uploads ended (edge-api 3.7).
struct TaskRoutes: Sendable {
    let dialect: Dialect

    private var names: Dialect.TaskFields { dialect.tasks }

    var routes: [Route] {
        [
            Route(method: "GET", path: names.path, permission: permission(.read), handle: list),
            Route(
                method: "GET", path: names.path, takesItem: true, permission: permission(.read), handle: read),
            Route(method: "PATCH", path: names.path, permission: permission(.update), handle: change),
        ]
    }

    private func permission(_ bit: Permission.Bit) -> Permission { Permission(resource: "tasks", bit: bit) }

    @Sendable private func list(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let page = try Page(call.query, most: dialect.limits.pageSize)
        let filter = TaskFilter(call.query, names)
        let tasks = try ledger.tasks(in: account.organization).filter(filter.lets)
        return .list("tasks listed", page.take(tasks.map(view)), own: names.list, dialect)
    }

    @Sendable private func read(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        .item("task read", view(try existing(try call.name(), account, ledger)), own: names.item, dialect)
    }

    @Sendable private func change(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let task = try existing(try call.text(names.id), account, ledger)
        if let reviewed = call.body[names.acknowledgeField], !reviewed.isNull {
            try acknowledge(task, reviewed, ledger)
        } else {
            try end(task, try call.text(names.expireField), ledger)
        }
        let changed = try existing(TaskRow.name(task.id), account, ledger)
        return .item("task changed", view(changed), own: names.item, dialect)
    }

    /// Marks a warning as reviewed; it stays until the work has succeeded.
    private func acknowledge(_ task: TaskRow, _ reviewed: JSON, _ ledger: Ledger) throws {
        guard reviewed == true else {
            throw Refusal.invalid("\(names.acknowledgeField) can only become true")
        }
        guard task.state == TaskState.failed.rawValue else {
            throw Refusal.protected("only a failed task is a warning")
        }
        try ledger.acknowledge(task.id)
    }

    private func end(_ task: TaskRow, _ value: String, _ ledger: Ledger) throws {
        guard value == names.expireValue else {
            throw Refusal.invalid("\(names.expireField) can only become \(names.expireValue)")
        }
        guard task.state != TaskState.expired.rawValue else { return }
        guard let item = try ledger.item(task.importID), item.stage == .upload else {
            throw Refusal.protected("only an upload that is still expected can be ended")
        }
        try ledger.expire(item)
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
        view[names.state] = .string(names.word(for: task.state))
        view["group"] = .string(task.group)
        if task.isAcknowledged { view[names.acknowledgeField] = true }
        view["created"] = .string(task.created)
        view["updated"] = .string(task.updated)
        return view
    }
}
