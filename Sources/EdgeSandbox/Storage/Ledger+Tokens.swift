import EdgeCore
import Foundation
import GRDB

/// What a token is good for, and how long (edge-api 2.2).
enum TokenUse: String, Sendable {
    case access
    case refresh
    /// Between the two steps of a login.
    case selection
    /// In an invitation: sets the first password.
    case signup

    func lifetime(_ dialect: Dialect) -> TimeInterval {
        switch self {
        case .access: TimeInterval(dialect.login.accessSeconds)
        case .selection: 15 * 60
        case .refresh, .signup: 24 * 3600
        }
    }
}

/// A token that is valid now.
struct TokenRow: Sendable {
    /// Of a selection token all that can be chosen, with commas between.
    let organization: String
    let username: String
    let session: String?

    var organizations: [String] { organization.split(separator: ",").map(String.init) }
}

extension Ledger {
    /// Makes a token; all of one session end together.
    func issue(
        _ use: TokenUse, for username: String, in organization: String, session: String? = nil
    ) throws -> String {
        let token = randomText()
        let begin = Timestamp.date(now) ?? .distantPast
        try database.execute(
            sql: """
                INSERT INTO token (token, use, organization, username, session, expires)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                token, use.rawValue, organization, username, session,
                Timestamp.text(begin.addingTimeInterval(use.lifetime(dialect))),
            ])
        return token
    }

    /// A token of one use; nil when it was never made, has been used up, or has ended. Seeded ones never end.
    func token(_ text: String, _ use: TokenUse) throws -> TokenRow? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT organization, username, session FROM token
                WHERE token = ? AND use = ? AND (expires IS NULL OR expires > ?)
                """, arguments: [text, use.rawValue, now]
        ).map { TokenRow(organization: $0["organization"], username: $0["username"], session: $0["session"]) }
    }

    func revoke(token: String) throws {
        try database.execute(sql: "DELETE FROM token WHERE token = ?", arguments: [token])
    }

    func revoke(session: String) throws {
        try database.execute(sql: "DELETE FROM token WHERE session = ?", arguments: [session])
    }

    /// Ends everything that lets a user in: for one that is deleted or gets a new password.
    func revokeTokens(of username: String, in organization: String) throws {
        try database.execute(
            sql: "DELETE FROM token WHERE username = ? AND organization = ?",
            arguments: [username, organization])
    }
}
