import EdgeCore
import GRDB

extension Ledger {
    /// What a caller shows to be let in.
    struct Credentials: Sendable {
        var organization: String?
        var username: String?
        var apiKey: String?
        var bearer: String?
        var adminToken: String?
    }

    /// The account behind the credentials; every wrong part is answered alike, unknown organizations too.
    func account(_ given: Credentials) throws -> Account {
        if given.bearer != nil, given.apiKey != nil {
            throw Refusal.invalid("an API key and an access token exclude each other")
        }
        guard let found = try given.bearer.map({ try bearer($0, given) }) ?? keyHolder(given),
            let user = try document(.user, found.username, in: found.organization)
        else { throw Refusal.unauthorized("wrong or missing credentials") }
        return Account(
            organization: found.organization, username: found.username,
            rights: try rights(of: user, in: found.organization))
    }

    /// - Throws: `Refusal.unauthorized` without the token of the whole Edge's administrator.
    func demandAdministrator(_ given: Credentials) throws {
        guard let token = given.adminToken, try token == setting(SandboxReport.adminToken) else {
            throw Refusal.unauthorized("wrong or missing administrator's token")
        }
    }

    /// - Throws: `Refusal.exported` for an organization that was given up (A1).
    func demandWritable(_ organization: String) throws {
        let exported = try String.fetchOne(
            database, sql: "SELECT exported FROM organization WHERE name = ?", arguments: [organization])
        guard exported == nil else { throw Refusal.exported(organization) }
    }

    private typealias Holder = (organization: String, username: String)

    private func bearer(_ text: String, _ given: Credentials) throws -> Holder? {
        guard let token = try token(text, .access),
            given.organization.map({ $0 == token.organization }) ?? true
        else { return nil }
        return (token.organization, token.username)
    }

    /// The holder of an API key: the one that a machine user was made with, or a further one.
    private func keyHolder(_ given: Credentials) throws -> Holder? {
        guard let organization = given.organization, let username = given.username, let key = given.apiKey
        else { return nil }
        let isFirst = try secret(.user, username, in: organization) == key
        let isFurther = try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM apiKey WHERE key = ? AND organization = ? AND username = ?)",
            arguments: [key, organization, username])
        return isFirst || isFurther == true ? (organization, username) : nil
    }

    /// The union of the permissions of all roles of a user.
    private func rights(of user: JSONObject, in organization: String) throws -> [String: Int] {
        var rights: [String: Int] = [:]
        for role in user[dialect.users.roles]?.strings ?? [] {
            let permissions = try document(.role, role, in: organization)?[dialect.roles.permissions]?.object
            for (resource, value) in permissions?.members ?? [] {
                rights[resource, default: 0] |= value.int ?? 0
            }
        }
        return rights
    }
}

/// Passwords of people.
extension Ledger {
    func password(of username: String, in organization: String) throws -> String? {
        try String.fetchOne(
            database,
            sql: "SELECT password FROM object WHERE organization = ? AND kind = 'user' AND name = ?",
            arguments: [organization, username])
    }

    /// Sets a password, which also enables the account; whoever was logged in is logged out.
    func setPassword(_ password: String, of username: String, in organization: String) throws {
        try database.execute(
            sql: "UPDATE object SET password = ? WHERE organization = ? AND kind = 'user' AND name = ?",
            arguments: [password, organization, username])
        try revokeTokens(of: username, in: organization)
        guard var fields = try document(.user, username, in: organization) else { return }
        fields["enabled"] = true
        try replace(.user, username, with: fields, in: organization)
    }

    /// Ends logins, a password and further keys of a user that is deleted or gets new credentials.
    func revokeCredentials(of username: String, in organization: String) throws {
        try revokeTokens(of: username, in: organization)
        try database.execute(
            sql: "DELETE FROM apiKey WHERE organization = ? AND username = ?",
            arguments: [organization, username])
        try database.execute(
            sql: "UPDATE object SET password = NULL WHERE organization = ? AND kind = 'user' AND name = ?",
            arguments: [organization, username])
    }

    /// The organizations that know a person of this name with this password.
    func organizations(of username: String, password: String) throws -> [String] {
        try String.fetchAll(
            database,
            sql: """
                SELECT organization FROM object WHERE kind = 'user' AND name = ? AND password = ?
                ORDER BY organization
                """, arguments: [username, password])
    }
}
