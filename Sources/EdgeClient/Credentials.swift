package import EdgeCore
import EdgeHTTP

/// How a caller proves who it is; exactly one scheme goes into a request.
package enum Credentials: Sendable {
    /// The API-key triple, together with the organization of the address.
    case apiKey(username: String, key: Secret)
    /// A given access token; whose it is only the caller knows.
    case bearer(token: Secret, username: String?)
    /// A person's password, for tokens that are renewed as they end.
    case login(username: String, password: Secret)
    /// The token of an administrator of the whole Edge, for `/adm/v1` and `/srv/v1`.
    case admin(token: Secret)
    /// Nothing: the call brings its own proof.
    case none

    /// The calling account, which a replay never writes; nil when a token does not say.
    package var username: String? {
        switch self {
        case .apiKey(let username, _), .login(let username, _): username
        case .bearer(_, let username): username
        case .admin, .none: nil
        }
    }

    /// What of it must not show in any text.
    var secrets: [Secret] {
        switch self {
        case .apiKey(_, let secret), .bearer(let secret, _), .login(_, let secret), .admin(let secret):
            [secret]
        case .none: []
        }
    }

    func headers(for organization: OrganizationName) -> [HTTPHeader] {
        switch self {
        case .apiKey(let username, let key):
            [
                HTTPHeader("x-rockit-orgname", organization.text), HTTPHeader("x-rockit-username", username),
                HTTPHeader("x-rockit-api-key", key.reveal(), isSecret: true),
            ]
        case .bearer(let token, _): Self.bearer(token, for: organization)
        case .admin(let token): [HTTPHeader("x-rockit-admin-token", token.reveal(), isSecret: true)]
        case .login, .none: []
        }
    }

    static func bearer(_ token: Secret, for organization: OrganizationName) -> [HTTPHeader] {
        [
            HTTPHeader("x-rockit-orgname", organization.text),
            HTTPHeader("Authorization", "Bearer " + token.reveal(), isSecret: true),
        ]
    }
}
