import EdgeCore
import GRDB

/// Further API keys: made and deleted by the account that they let in (edge-api 3.10).
struct KeyRoutes: Sendable {
    let dialect: Dialect

    var routes: [Route] {
        [
            Route("POST", dialect.users.keysPath, .account(nil, create)),
            Route("DELETE", dialect.users.keysPath, takesItem: true, .account(nil, remove)),
        ]
    }

    @Sendable private func create(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let key = randomText()
        try ledger.database.execute(
            sql: "INSERT INTO apiKey (key, organization, username, created) VALUES (?, ?, ?, ?)",
            arguments: [key, account.organization, account.username, ledger.now])
        let id = ledger.database.lastInsertedRowID
        return .success("API key created", ["id": .string("key-\(id)"), dialect.users.apiKey: .string(key)])
    }

    @Sendable private func remove(_ call: Call, _ account: Account, _ ledger: Ledger) throws -> Answer {
        let name = try call.name()
        if let id = name.hasPrefix("key-") ? Int64(name.dropFirst(4)) : nil {
            try ledger.database.execute(
                sql: "DELETE FROM apiKey WHERE id = ? AND organization = ? AND username = ?",
                arguments: [id, account.organization, account.username])
            if ledger.database.changesCount > 0 { return .success("API key deleted") }
        }
        throw Refusal.notFound("there is no API key \(quoted(name))")
    }
}
