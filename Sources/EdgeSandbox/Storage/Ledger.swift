import EdgeCore
import Foundation
import GRDB

/// The state of the sandbox inside one transaction.
struct Ledger {
    let database: Database
    let dialect: Dialect
    let bytes: ByteFolder
    /// The time of this transaction.
    let now: String
    /// How long files of evicted builds stay.
    let removalDelay: TimeInterval

    var cover: SecretCover { SecretCover(placeholder: dialect.placeholder) }

    /// For the log of calls, which also sees passwords.
    var logCover: SecretCover {
        SecretCover(
            placeholder: dialect.placeholder,
            secretKeys: [
                dialect.users.oldPassword, dialect.users.newPassword, dialect.login.password,
                dialect.login.signupToken,
            ])
    }

    /// Runs the body when the transaction has become durable: for files, which cannot be rolled back.
    func afterCommit(_ body: @escaping @Sendable () -> Void) {
        database.afterNextTransaction { _ in body() }
    }

    /// The time some seconds from now.
    func time(in seconds: TimeInterval) -> String {
        Timestamp.text((Timestamp.date(now) ?? .distantPast).addingTimeInterval(seconds))
    }

    func setting(_ name: String) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
    }

    func set(_ name: String, to value: String) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", arguments: [name, value])
    }

    func forget(_ name: String) throws {
        try database.execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [name])
    }

    /// A setting that is made at its first use and then stays.
    func setting(_ name: String, making: () -> String) throws -> String {
        if let value = try setting(name) { return value }
        let value = making()
        try set(name, to: value)
        return value
    }

    func organizations() throws -> [(name: String, reported: String?)] {
        try Row.fetchAll(database, sql: "SELECT name, reported FROM organization ORDER BY name").map {
            ($0["name"], $0["reported"])
        }
    }

    func organizationExists(_ name: String) throws -> Bool {
        try organizations().contains { $0.name == name }
    }

    /// Counts that something came to exist; never counted back.
    func count(_ key: String, in organization: String) throws {
        try database.execute(
            sql: """
                INSERT INTO creation (organization, key, count) VALUES (?, ?, 1)
                ON CONFLICT (organization, key) DO UPDATE SET count = count + 1
                """, arguments: [organization, key])
    }

    func send(mail: JSON, in organization: String) throws {
        try database.execute(
            sql: "INSERT INTO mail (organization, body) VALUES (?, ?)",
            arguments: [organization, mail.canonical])
    }

    func log(_ call: JSON) throws {
        try database.execute(sql: "INSERT INTO call (body) VALUES (?)", arguments: [call.canonical])
    }
}
