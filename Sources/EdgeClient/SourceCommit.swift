package import EdgeCore
package import EdgeHTTP

/// The one writing call that a source ever gets: Commit Export (A1), the last stage of a migration.
package struct SourceCommit: Sendable {
    private let connection: EdgeConnection

    package init(
        _ address: EdgeAddress, token: Secret, dialect: Dialect, over transport: Transport,
        recorder: Recorder? = nil
    ) {
        connection = EdgeConnection(
            side: .source, address: address, credentials: .admin(token: token), dialect: dialect,
            transport: transport, recorder: recorder)
    }

    package var address: EdgeAddress { connection.address }
    package var dialect: Dialect { connection.dialect }

    /// Makes the export of the organization final: it answers reads and refuses writes from then on.
    ///
    /// Saying it again changes nothing, so a lost answer is settled by the same command.
    package func commitExport() async throws {
        let names = connection.dialect.admin
        _ = try await connection.call(
            .post, names.commitPath,
            body: [names.commitOrganization: .string(connection.address.organization.text)])
    }
}
