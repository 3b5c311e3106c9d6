import EdgeCore

/// The login of people: password, organization, tokens, their renewal, their end (edge-api 2.2, 3.4).
struct LoginRoutes: Sendable {
    let dialect: Dialect

    private var names: Dialect.LoginCalls { dialect.login }

    var routes: [Route] {
        [
            Route("POST", names.path, .open(logIn)), Route("POST", names.refreshPath, .open(refresh)),
            Route("POST", names.logoutPath, .account(nil, logOut)),
            Route("POST", names.signupPath, .open(signUp)),
        ]
    }

    /// Both steps share a path: a password begins, the token of the first step goes on.
    @Sendable private func logIn(_ call: Call, _ ledger: Ledger) throws -> Answer {
        if call.body[names.password] != nil || token(of: call, names.selectionToken) == nil {
            return try selection(call, ledger)
        }
        let refusal = Refusal.unauthorized("the selection token is wrong or has ended")
        guard let text = token(of: call, names.selectionToken),
            let token = try ledger.token(text, .selection)
        else { throw refusal }
        let organization = try call.text(names.organization)
        // The first step has looked at the password; here the person must still be there.
        guard token.organizations.contains(organization),
            try ledger.exists(.user, token.username, in: organization)
        else { throw Refusal.unauthorized("the user is not in this organization") }
        try ledger.revoke(token: text)
        return try tokens(for: token.username, in: organization, ledger, "logged in")
    }

    private func token(of call: Call, _ key: String) -> String? {
        names.tokens == .body ? call.body[key]?.string : call.token
    }

    private func selection(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let username = try call.text(names.user)
        let organizations = try ledger.organizations(of: username, password: try call.text(names.password))
        guard !organizations.isEmpty else { throw Refusal.unauthorized("wrong user or password") }
        var answer = JSONObject()
        answer[names.organizations] = .strings(organizations)
        answer[names.selectionToken] = .string(
            try ledger.issue(.selection, for: username, in: organizations.joined(separator: ",")))
        return .success("choose an organization", answer)
    }

    /// A refresh token works once: it is exchanged for a new pair.
    @Sendable private func refresh(_ call: Call, _ ledger: Ledger) throws -> Answer {
        guard let text = token(of: call, names.refreshToken),
            let token = try ledger.token(text, .refresh)
        else {
            throw Refusal.unauthorized("the refresh token is wrong, was used, or has ended")
        }
        try ledger.revoke(token: text)
        return try tokens(
            for: token.username, in: token.organization, ledger, "tokens renewed", session: token.session)
    }

    @Sendable private func logOut(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        guard let text = call.bearer, let session = try ledger.token(text, .access)?.session else {
            throw Refusal.invalid("only a login can be ended")
        }
        try ledger.revoke(session: session)
        return .success("logged out")
    }

    /// Sets the first password with the token of the invitation, or another one after a reset.
    @Sendable private func signUp(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let text = try call.text(names.signupToken)
        let password = try call.text(dialect.users.newPassword)
        guard let token = try ledger.token(text, .signup) else {
            throw Refusal.unauthorized("the invitation is wrong, was used, or has ended")
        }
        guard !password.isEmpty else {
            throw Refusal.invalid("\(dialect.users.newPassword) must not be empty")
        }
        try ledger.revoke(token: text)
        try ledger.setPassword(password, of: token.username, in: token.organization)
        return .success("account enabled")
    }

    private func tokens(
        for username: String, in organization: String, _ ledger: Ledger, _ message: String,
        session: String? = nil
    ) throws -> Answer {
        let session = session ?? randomText(digits: 16)
        var answer = JSONObject()
        for (key, use) in [(names.accessToken, TokenUse.access), (names.refreshToken, .refresh)] {
            answer[key] = .string(try ledger.issue(use, for: username, in: organization, session: session))
        }
        return .success(message, answer)
    }
}
