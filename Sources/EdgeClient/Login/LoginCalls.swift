import EdgeCore
import EdgeHTTP

/// The calls by which a person comes to tokens; besides reading, the only calls that a source gets.
struct LoginCalls: Sendable {
    /// Without credentials of its own: these calls carry theirs.
    let connection: EdgeConnection
    let username: String
    let password: Secret

    private var names: Dialect.LoginCalls { connection.dialect.login }

    var accessSeconds: Int { names.accessSeconds }

    /// New tokens for old ones; a refresh that is refused, or whose answer was lost, becomes a new login.
    func renew(_ tokens: Tokens?) async throws -> Tokens {
        guard let tokens else { return try await logIn() }
        do {
            let answer = try await call(
                names.refreshPath, body: [:], token: tokens.refresh, key: names.refreshToken)
            return try self.tokens(in: answer, names.refreshPath)
        } catch let error as ClientError where error.status == .notAllowed || error.leavesDoubt {
            return try await logIn()
        }
    }

    /// The password first, then the organization.
    private func logIn() async throws -> Tokens {
        let first = try await call(
            names.path, body: [names.user: .string(username), names.password: .string(password.reveal())])
        let organization = connection.address.organization.text
        if let known = first[names.organizations]?.strings, !known.isEmpty,
            !known.contains(organization)
        {
            throw ClientError.notMember(side: connection.side, organization: organization)
        }
        let selection = try secret(names.selectionToken, "login.selectionToken", in: first, names.path)
        let second = try await call(
            names.path, body: [names.organization: .string(organization)], token: selection,
            key: names.selectionToken)
        return try tokens(in: second, names.path)
    }

    /// Tries until an answer comes: a login changes nothing, so it may be repeated blindly.
    private func call(_ path: String, body: JSONObject, token: Secret? = nil, key: String = "") async throws
        -> JSON
    {
        var headers: [HTTPHeader] = []
        var body = body
        if let token, names.tokens == .body {
            body[key] = .string(token.reveal())
        } else if let token {
            let isBearer = names.tokenHeader.lowercased() == "authorization"
            headers = [
                HTTPHeader(names.tokenHeader, (isBearer ? "Bearer " : "") + token.reveal(), isSecret: true)
            ]
        }
        let response = try await connection.exchange(
            .post, path, body: body, headers: headers, isRepeatable: true)
        return try connection.judge(response, .post, path, sent: body)
    }

    private func tokens(in answer: JSON, _ path: String) throws -> Tokens {
        Tokens(
            access: try secret(names.accessToken, "login.accessToken", in: answer, path),
            refresh: try secret(names.refreshToken, "login.refreshToken", in: answer, path))
    }

    private func secret(_ key: String, _ dialectKey: String, in answer: JSON, _ path: String) throws -> Secret
    {
        guard let text = answer[key]?.string, !text.isEmpty else {
            throw ClientError.unexpectedShape(
                side: connection.side, path: path, missing: key, dialectKey: dialectKey)
        }
        return Secret(text)
    }
}
