package import EdgeCore
package import EdgeHTTP

/// Calls that a person writes: a path below the Edge's address, with its query, and the answer as it came.
extension SourceEdge {
    /// Reads one path.
    package func get(_ path: String) async throws -> JSON { try await connection.raw(.get, path) }

    /// Reads a list to its end, page by page.
    package func getAll(_ path: String) async throws -> JSON { try await connection.rawPages(path) }
}

extension TargetEdge {
    /// Makes one call.
    package func call(_ method: HTTPMethod, _ path: String, body: JSONObject?) async throws -> JSON {
        try await connection.raw(method, path, body: body)
    }

    /// Reads a list to its end, page by page.
    package func getAll(_ path: String) async throws -> JSON { try await connection.rawPages(path) }
}

extension EdgeConnection {
    func raw(_ method: HTTPMethod, _ path: String, body: JSONObject? = nil) async throws -> JSON {
        try await call(method, path, body: body)
    }

    /// All items of a list: of a bare one, or of that under the one key that holds an array; the query of the path may
    /// not page by itself.
    /// - Throws: `ClientError.unexpectedShape` for an answer without exactly one array.
    func rawPages(_ path: String) async throws -> JSON {
        let first = try await call(.get, path, query: [("limit", "1")])
        let keys = first.object?.members.filter { $0.value.array != nil }.map(\.key) ?? []
        guard first.array != nil || keys.count == 1 else {
            throw unexpected("one list", at: path, ["KIND.list"])
        }
        let key = keys.first
        let items = try await pages(path) { answer in
            guard let page = key.map({ answer[$0] ?? .null })?.array ?? answer.array else {
                throw unexpected(key ?? "list itself", at: path, ["KIND.list"])
            }
            return page
        } identity: {
            $0.canonical
        }
        return key.map { .object(JSONObject([(key: $0, value: JSON.array(items))])) } ?? .array(items)
    }
}
