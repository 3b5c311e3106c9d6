package import EdgeCore
import EdgeHTTP

/// Accounts, and organizations made by one.
extension TargetEdge {
    /// Makes a further API key for the calling account; it is shown once.
    package func createKey() async throws -> (id: String?, key: Secret) {
        let path = connection.dialect.users.keysPath
        let answer = try await connection.call(.post, path)
        guard let key = answer[connection.dialect.users.apiKey]?.string else {
            throw ClientError.unexpectedShape(
                side: .target, path: path, missing: connection.dialect.users.apiKey,
                dialectKey: "users.apiKey")
        }
        return (answer["id"]?.string, Secret(key))
    }

    /// Changes the password of the person who is logged in; all its logins end.
    package func changePassword(from old: Secret, to new: Secret) async throws {
        let dialect = connection.dialect
        guard let username else { return }
        _ = try await update(
            .user,
            body: [
                dialect.user.patchIdentity: .string(username),
                dialect.users.oldPassword: .string(old.reveal()),
                dialect.users.newPassword: .string(new.reveal()),
            ])
    }

    /// Ends the tokens of a login.
    package func logOut() async throws {
        _ = try await connection.call(.post, connection.dialect.login.logoutPath, body: [:])
    }

    /// Makes another organization; its first administrator's password is in the answer, once.
    package func createOrganization(_ name: OrganizationName, email: String) async throws -> JSON {
        let names = connection.dialect.admin
        return try await connection.call(
            .post, names.backendOrganizationsPath,
            body: [names.organizationName: .string(name.text), names.organizationEmail: .string(email)])
    }
}
