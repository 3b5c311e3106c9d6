import EdgeCore

extension Probe {
    /// Looks at the list of tasks, at one of them, and at the filter for an app.
    func lookAtTasks(_ book: inout KeyBook) async throws -> ProbeReport.Answered {
        let names = dialect.tasks
        var look = ProbeReport.Answered(name: "tasks", path: names.path)
        guard let list = try await list(names.path, as: "tasks", &book, &look) else { return look }
        let tasks = items(in: list, under: names.list, key: "tasks.list", &book)
        let expected = Set(FieldGuess.tasks(dialect).map(\.name))
        look.fields = Self.keys(of: tasks)
        book.look(
            for: FieldGuess.tasks(dialect), in: tasks, of: "task",
            unknown: look.fields.filter { !expected.contains($0) && !["created", "updated"].contains($0) })
        let states = tasks.compactMap { $0[names.state]?.string }
        for (key, words) in [
            ("tasks.openStates", names.openStates), ("tasks.failedStates", names.failedStates),
        ] {
            if states.contains(where: words.contains) {
                book.confirm(key)
            } else {
                book.unseen(key, "no task was in such a state")
            }
        }
        if tasks.contains(where: { $0[names.type]?.string == names.uploadType }) {
            book.confirm("tasks.uploadType")
        } else {
            book.unseen("tasks.uploadType", "no task waited for an upload")
        }
        if tasks.contains(where: { $0[names.type]?.string == names.downloadType }) {
            book.confirm("tasks.downloadType")
        } else {
            book.unseen("tasks.downloadType", "no task fetched a build")
        }
        try await lookAtOne(of: tasks, &book)
        try await lookAtFilter(of: tasks, &book)
        return look
    }

    private func lookAtOne(of tasks: [JSONObject], _ book: inout KeyBook) async throws {
        let names = dialect.tasks
        guard let id = tasks.first?[names.id],
            let text = id.string ?? id.int.map(String.init),
            let answer = try await ask(names.path + "/" + EdgeConnection.segment(text)).json
        else { return book.unseen("tasks.item", "no task to look at") }
        _ = item(in: answer, under: names.item, key: "tasks.item", &book) { $0[names.id] == id }
    }

    /// A filter for an app that nobody has leaves nothing; an Edge that ignores it does no harm.
    private func lookAtFilter(of tasks: [JSONObject], _ book: inout KeyBook) async throws {
        guard !tasks.isEmpty else { return book.unseen("tasks.appFilter", "no task to look at") }
        let answer = try await ask(
            dialect.tasks.path, query: [(dialect.tasks.appFilter, "edgeferry_probe_of_nothing")])
        if let answer = answer.json,
            AnswerShape(dialect).list(in: answer, own: dialect.tasks.list)?.isEmpty == true
        {
            book.confirm("tasks.appFilter")
        } else {
            book.unseen("tasks.appFilter", "the filter is ignored, which is tolerated")
        }
    }
}
