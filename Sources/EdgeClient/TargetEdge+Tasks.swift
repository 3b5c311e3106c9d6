package import EdgeCore
import EdgeHTTP

/// Background work of an Edge: a download, an upload that is waited for, a stage of the pipeline.
package struct ServerTask: Sendable, Hashable {
    package let id: String
    package let type: String
    package let state: String
    /// It can still change something.
    package let isOpen: Bool
    package let isFailed: Bool
    /// It waits for bytes that a client sends.
    package let isUpload: Bool
    /// The Edge fetches a build by it.
    package let isDownload: Bool
    /// All that the Edge says, for people.
    package let fields: JSONObject
}

extension TargetEdge {
    /// The tasks of one app; an Edge that ignores the filter answers more, which is filtered here.
    package func tasks(of app: String) async throws -> [ServerTask] {
        let names = dialect.tasks
        let items = try await connection.pages(
            names.path, query: [(names.appFilter, app)], list: names.list, dialectKey: "tasks.list"
        ) { $0[names.id].flatMap { $0.string ?? $0.int.map(String.init) } }
        return items.compactMap { item in
            item[names.app]?.string == app ? ServerTask(item, names) : nil
        }
    }

    /// One task; nil when the Edge does not have it.
    package func task(_ id: String) async throws -> ServerTask? {
        let names = dialect.tasks
        let path = names.path + "/" + EdgeConnection.segment(id)
        do {
            let answer = try await connection.call(.get, path)
            guard let task = answer[names.item].flatMap({ ServerTask($0, names) }) else {
                throw ClientError.unexpectedShape(
                    side: .target, path: path, missing: names.item, dialectKey: "tasks.item")
            }
            return task
        } catch let error as ClientError where error.answerStatus == 404 {
            return nil
        }
    }

    /// Ends an upload task that nobody will send bytes for.
    package func expire(task id: String) async throws {
        let names = dialect.tasks
        _ = try await connection.call(
            .patch, names.path, body: [names.id: .string(id), names.expireField: .string(names.expireValue)])
    }

    /// Marks a warning as reviewed; nothing is mended by it.
    package func acknowledge(task id: String) async throws {
        let names = dialect.tasks
        _ = try await connection.call(
            .patch, names.path, body: [names.id: .string(id), names.acknowledgeField: true])
    }

    /// Has a failed task tried again, when its cause is mended.
    package func retry(task id: String) async throws {
        let names = dialect.triggers
        _ = try await connection.call(
            .post, names.path, body: [names.action: .string(names.retryTask), names.task: .string(id)])
    }

    /// Has the collected traces of an app processed, which can make and publish a new image.
    package func processTraces(of app: String) async throws {
        let names = dialect.triggers
        _ = try await connection.call(
            .post, names.path, body: [names.action: .string(names.processTraces), names.app: .string(app)])
    }
}

extension ServerTask {
    /// Nil for an item without an id.
    init?(_ item: JSON, _ names: Dialect.TaskFields) {
        guard let fields = item.object,
            let id = item[names.id].flatMap({ $0.string ?? $0.int.map(String.init) })
        else { return nil }
        let type = item[names.type]?.string ?? ""
        let state = item[names.state]?.string ?? ""
        self.init(
            id: id, type: type, state: state, isOpen: names.openStates.contains(state),
            isFailed: names.failedStates.contains(state), isUpload: type == names.uploadType,
            isDownload: type == names.downloadType, fields: fields)
    }
}
