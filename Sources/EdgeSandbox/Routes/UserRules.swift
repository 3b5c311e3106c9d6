import EdgeCore
import GRDB

/// Users of both kinds: a human is invited by mail, a machine gets an API key, once.
struct UserRules: KindRules {
    func create(_ fields: inout JSONObject, _ name: String, _ scope: Scope) throws -> Created {
        let users = scope.dialect.users
        let isHuman = fields[users.email] != nil
        try check(fields, scope)
        clear(&fields, scope)
        fields["enabled"] = .bool(!isHuman)
        guard isHuman else { return Created(secret: randomText(), key: users.apiKey) }
        try mail("invitation", to: fields, name, scope)
        return Created()
    }

    func update(_ fields: inout JSONObject, from old: JSONObject, _ name: String, _ scope: Scope) throws
        -> JSONObject
    {
        let users = scope.dialect.users
        guard (old[users.email] == nil) == (fields[users.email] == nil) else {
            throw Refusal.invalid("a user cannot change between human and machine")
        }
        try check(fields, scope)
        let isAsked = OwnChange.isAsked(fields[users.resetCredentials])
        clear(&fields, scope)
        fields["enabled"] = old["enabled"]
        guard isAsked else { return [:] }
        try scope.ledger.revokeCredentials(of: name, in: scope.organization)
        if old[users.email] != nil {
            try mail("reset", to: fields, name, scope)
            return [:]
        }
        let key = randomText()
        try scope.ledger.setSecret(key, of: .user, name, in: scope.organization)
        return [users.apiKey: .string(key)]
    }

    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {
        try scope.ledger.revokeCredentials(of: name, in: scope.organization)
    }

    /// Takes out what is sent in a document and is no part of it.
    private func clear(_ fields: inout JSONObject, _ scope: Scope) {
        let users = scope.dialect.users
        for field in [
            users.resetCredentials, users.apiKey, users.oldPassword, users.newPassword,
            scope.dialect.login.password,
        ] { fields[field] = nil }
    }

    private func check(_ fields: JSONObject, _ scope: Scope) throws {
        let users = scope.dialect.users
        let isHuman = fields[users.email] != nil
        for field in (isHuman ? ["firstname", "surname"] : ["label"]) + [users.roles]
        where fields[field]?.isNull ?? true {
            throw Refusal.missing(field)
        }
        try scope.demand(.role, namedBy: users.roles, of: fields)
    }

    private func mail(_ subject: String, to fields: JSONObject, _ name: String, _ scope: Scope) throws {
        let address = fields[scope.dialect.users.email] ?? .null
        let token = try scope.ledger.issue(.signup, for: name, in: scope.organization)
        try scope.ledger.send(
            mail: [
                "subject": .string(subject), "to": address, "username": .string(name),
                scope.dialect.login.signupToken: .string(token),
            ], in: scope.organization)
    }
}
