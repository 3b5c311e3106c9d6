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

    /// All items of a list under the one key that holds an array; the query of the path may not page by itself.
    /// - Throws: `ClientError.unexpectedShape` for an answer without exactly one array.
    func rawPages(_ path: String) async throws -> JSON {
        let first = try await call(.get, path, query: [("limit", "1")])
        let keys = first.object?.members.filter { $0.value.array != nil }.map(\.key) ?? []
        guard let key = keys.first, keys.count == 1 else {
            throw ClientError.unexpectedShape(
                side: side, path: path, missing: "one list", dialectKey: "KIND.list")
        }
        let items = try await pages(path, list: key, dialectKey: "KIND.list") { $0.canonical }
        return .object(JSONObject([(key: key, value: JSON.array(items))]))
    }
}
