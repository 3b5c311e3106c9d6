package import EdgeCore
import EdgeHTTP

/// Deleting: never done by a journey without a person's word.
extension TargetEdge {
    /// Deletes an object of any kind but a deployment; an app goes with its builds and published files.
    /// - Returns: False when it was not there.
    package func delete(_ id: ObjectID) async throws -> Bool {
        precondition(id.kind != .deployment, "a deployment is deleted with its name typed")
        return try await remove(connection.dialect[id.kind].path, id.name)
    }

    /// Deletes a deployment and its published files at the origin.
    /// - Parameter typed: What a person has typed; nothing is sent unless it is the name.
    /// - Returns: False when it was not there, or the name is another one.
    package func deleteDeployment(_ name: String, typed: String) async throws -> Bool {
        guard typed == name else { return false }
        return try await remove(connection.dialect.deployment.path, name)
    }

    /// Ends a further API key of the calling account.
    package func deleteKey(_ id: String) async throws -> Bool {
        try await remove(connection.dialect.users.keysPath, id)
    }

    /// Deletes the account's own organization with everything in it; with `prune` the published files too.
    /// - Parameter typed: What a person has typed; nothing is sent unless it is the name.
    package func deleteOrganization(typed: String, prune: Bool) async throws -> Bool {
        guard typed == address.organization.text else { return false }
        return try await remove(
            connection.dialect.admin.backendOrganizationsPath, typed, query: [("prune", String(prune))])
    }

    private func remove(_ path: String, _ name: String, query: [(String, String)] = []) async throws -> Bool {
        do {
            _ = try await connection.call(.delete, path + "/" + EdgeConnection.segment(name), query: query)
            return true
        } catch let error as ClientError where error.answerStatus == 404 {
            return false
        }
    }
}
