package import EdgeCore
package import EdgeHTTP

/// The Edge as an administrator of the whole installation sees it; only these calls carry the admin token.
package struct AdminEdge: Sendable {
    let connection: EdgeConnection

    /// The organization of the address is the one that calls about organizations mean.
    package init(
        _ address: EdgeAddress, token: Secret, side: Side, dialect: Dialect, over transport: Transport,
        recorder: Recorder? = nil
    ) {
        connection = EdgeConnection(
            side: side, address: address, credentials: .admin(token: token), dialect: dialect,
            transport: transport, recorder: recorder)
    }

    private var names: Dialect.AdminCalls { connection.dialect.admin }

    /// Returns when the Edge answers at all.
    package func ping() async throws { _ = try await connection.call(.post, names.pingPath, body: [:]) }

    /// The versions of the server's parts, in the server's own words.
    package func versions() async throws -> JSON { try await connection.call(.get, names.versionsPath) }

    /// Starts the hello-world task that proves the compute configuration.
    package func submitTestTask(message: String, maintenance: Bool) async throws -> JSON {
        try await connection.call(
            .post, names.testTaskPath, body: ["message": .string(message), "maintenance": .bool(maintenance)])
    }

    /// Makes the organization, its role of all rights and its first administrator, who is invited by mail (A4).
    /// - Returns: False when the organization exists already; nothing was done then.
    package func createOrganization(email: String, label: String?) async throws -> Bool {
        var body: JSONObject = [
            names.organizationName: .string(connection.address.organization.text),
            names.organizationEmail: .string(email),
        ]
        if let label { body[names.organizationLabel] = .string(label) }
        do {
            _ = try await connection.call(.post, names.organizationsPath, body: body)
            return true
        } catch let error as ClientError where error.answerStatus == 409 {
            return false
        }
    }

    /// Deletes the organization with everything in it, published files included.
    package func deleteOrganization() async throws {
        let segment = EdgeConnection.segment(connection.address.organization.text)
        _ = try await connection.call(.delete, names.organizationsPath + "/" + segment)
    }

    /// Makes one call.
    package func call(_ method: HTTPMethod, _ path: String, body: JSONObject?) async throws -> JSON {
        try await connection.raw(method, path, body: body)
    }
}
