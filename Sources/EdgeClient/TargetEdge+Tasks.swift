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
            guard let fields = item.object, item[names.app]?.string == app,
                let id = item[names.id].flatMap({ $0.string ?? $0.int.map(String.init) })
            else { return nil }
            let type = item[names.type]?.string ?? ""
            let state = item[names.state]?.string ?? ""
            return ServerTask(
                id: id, type: type, state: state, isOpen: names.openStates.contains(state),
                isFailed: names.failedStates.contains(state), isUpload: type == names.uploadType,
                fields: fields)
        }
    }

    /// Ends an upload task that nobody will send bytes for.
    package func expire(task id: String) async throws {
        let names = dialect.tasks
        _ = try await connection.call(
            .patch, names.path, body: [names.id: .string(id), names.expireField: .string(names.expireValue)])
    }
}
