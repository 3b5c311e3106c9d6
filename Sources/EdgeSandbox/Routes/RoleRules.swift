import EdgeCore

/// Roles: permissions within the table, `Administrators` untouchable, a role in use stays.
struct RoleRules: KindRules {
    func create(_ fields: inout JSONObject, _ name: String, _ scope: Scope) throws -> Created {
        if fields[scope.dialect.roles.permissions] == nil { throw Refusal.missing("permissions") }
        try check(fields, scope)
        return Created()
    }

    func update(_ fields: inout JSONObject, from old: JSONObject, _ name: String, _ scope: Scope) throws
        -> JSONObject
    {
        try protect(name, scope)
        try check(fields, scope)
        return [:]
    }

    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {
        try protect(name, scope)
        for user in try scope.ledger.documents(.user, in: scope.organization)
        where (user.fields[scope.dialect.users.roles]?.strings ?? []).contains(name) {
            throw Refusal.protected("role \(quoted(name)) is in use by \(quoted(user.name))")
        }
    }

    private func protect(_ name: String, _ scope: Scope) throws(Refusal) {
        guard name != scope.dialect.roles.administrators else {
            throw .protected("role \(quoted(name)) is protected")
        }
    }

    private func check(_ fields: JSONObject, _ scope: Scope) throws(Refusal) {
        guard let permissions = fields[scope.dialect.roles.permissions]?.object else {
            throw .invalid("\(scope.dialect.roles.permissions) must be a map of numbers")
        }
        for (resource, value) in permissions.members {
            let limit = Permission.maxima[resource] ?? 31
            guard let bits = value.int, bits >= 0, bits & ~limit == 0 else {
                throw .invalid("permission \(quoted(resource)) must be a number of bits within \(limit)")
            }
        }
    }
}
