import EdgeCore

/// Which tasks a list call asks for; only the app's parameter is documented by name (edge-api 3.7.1).
struct TaskFilter {
    private let app: String?
    private let state: String?
    private let type: String?
    private let group: String?
    private let created: String?
    private let names: Dialect.TaskFields

    init(_ query: Query, _ names: Dialect.TaskFields) {
        self.names = names
        app = query[names.appFilter]
        state = query[names.state]
        type = query[names.type]
        group = query["group"]
        created = query["created"]
    }

    /// The app's filter matches a part of the name, as documented; `created` is the oldest moment to show.
    func lets(_ task: TaskRow) -> Bool {
        (app.map { task.app.contains($0) } ?? true)
            && (state.map { names.word(for: task.state) == $0 } ?? true)
            && (type.map { task.type == $0 } ?? true) && (group.map { task.group == $0 } ?? true)
            && (created.map { task.created >= $0 } ?? true)
    }
}
