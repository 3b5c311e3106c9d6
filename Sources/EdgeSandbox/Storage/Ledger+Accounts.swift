import EdgeCore
import GRDB

extension Ledger {
    /// What a caller shows to be let in.
    struct Credentials: Sendable {
        var organization: String?
        var username: String?
        var apiKey: String?
        var bearer: String?
    }

    /// The account behind the credentials; every wrong part is answered alike, unknown organizations too.
    func account(_ given: Credentials) throws -> Account {
        if given.bearer != nil, given.apiKey != nil {
            throw Refusal.invalid("an API key and an access token exclude each other")
        }
        let refusal = Refusal.unauthorized("wrong or missing credentials")
        let organization: String
        let username: String
        if let bearer = given.bearer {
            let row = try Row.fetchOne(
                database, sql: "SELECT organization, username FROM token WHERE token = ?", arguments: [bearer]
            )
            guard let row else { throw refusal }
            organization = row["organization"]
            username = row["username"]
            if let named = given.organization, named != organization { throw refusal }
        } else {
            guard let named = given.organization, let name = given.username, let key = given.apiKey,
                let expected = try secret(.user, name, in: named), expected == key
            else { throw refusal }
            organization = named
            username = name
        }
        guard let user = try document(.user, username, in: organization) else { throw refusal }
        return Account(
            organization: organization, username: username, rights: try rights(of: user, in: organization))
    }

    /// The union of the permissions of all roles of a user.
    private func rights(of user: JSONObject, in organization: String) throws -> [String: Int] {
        var rights: [String: Int] = [:]
        for role in FieldTable.names(user[dialect.users.roles] ?? .null) {
            let permissions = try document(.role, role, in: organization)?[dialect.roles.permissions]?.object
            for (resource, value) in permissions?.members ?? [] {
                rights[resource, default: 0] |= value.int ?? 0
            }
        }
        return rights
    }
}
