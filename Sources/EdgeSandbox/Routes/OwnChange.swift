import EdgeCore

/// `PATCH` of users: with the right for it, or of oneself; the own password needs the old one (edge-api 3.4.7).
struct OwnChange: Sendable {
    let dialect: Dialect

    func route(else update: @escaping @Sendable (Call, Scope) throws -> Answer) -> Route {
        Route(
            "PATCH", dialect.user.path,
            .account(nil) { call, account, ledger in
                let isOwn = call.body[dialect.user.patchIdentity]?.string == account.username
                if !isOwn || !isPersonal(call.body) {
                    try account.demand(Permission(resource: Kind.user.resource, bit: .update))
                }
                if Self.isAsked(call.body[dialect.users.resetCredentials]) { try demandFullRights(account) }
                if call.body[dialect.users.newPassword] != nil { try changePassword(call, account, ledger) }
                return try update(call, Scope(ledger: ledger, organization: account.organization))
            })
    }

    /// The fields that a user may change without a right; roles are not among them.
    private func isPersonal(_ body: JSONObject) -> Bool {
        let users = dialect.users
        let personal = [
            dialect.user.patchIdentity, users.email, users.oldPassword, users.newPassword, "firstname",
            "surname",
            "title",
        ]
        return body.keys.allSatisfy(personal.contains)
    }

    /// Says whether new credentials are asked for: by any value but false.
    static func isAsked(_ value: JSON?) -> Bool { value.map { !$0.isNull && $0 != false } ?? false }

    /// New credentials are for "a user with full rights on the user resource".
    private func demandFullRights(_ account: Account) throws(Refusal) {
        for bit in [Permission.Bit.create, .read, .update, .delete] {
            try account.demand(Permission(resource: Kind.user.resource, bit: bit))
        }
    }

    private func changePassword(_ call: Call, _ account: Account, _ ledger: Ledger) throws {
        let users = dialect.users
        let new = try call.text(users.newPassword)
        let old = try call.text(users.oldPassword)
        guard call.body[dialect.user.patchIdentity]?.string == account.username,
            try ledger.password(of: account.username, in: account.organization) == old
        else { throw Refusal.forbidden("only one's own password can be changed, with the old one") }
        guard !new.isEmpty else { throw Refusal.invalid("\(users.newPassword) must not be empty") }
        try ledger.setPassword(new, of: account.username, in: account.organization)
    }
}
