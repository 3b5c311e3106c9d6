import EdgeCore
import Foundation
import GRDB

/// The database of a sandbox: every call of the API is one transaction on it.
struct Shelf: Sendable {
    let dialect: Dialect
    let bytes: ByteFolder
    private let queue: DatabaseQueue
    private let removalDelay: TimeInterval
    private let now: @Sendable () -> Date

    /// Opens the database of a data folder, or makes it.
    ///
    /// A killed process loses nothing in WAL mode with `NORMAL`; only a power cut could, and a sandbox may.
    init(
        _ bytes: ByteFolder, dialect: Dialect, removalDelay: TimeInterval, now: @escaping @Sendable () -> Date
    ) throws {
        self.removalDelay = removalDelay
        self.dialect = dialect
        self.bytes = bytes
        self.now = now
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            // Exclusive: a second sandbox on the same data fails at once.
            try database.execute(sql: "PRAGMA locking_mode = EXCLUSIVE")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
        }
        do {
            queue = try DatabaseQueue(path: bytes.database, configuration: configuration)
            try queue.write { database in
                if try !database.tableExists("setting") { try database.execute(sql: Schema.statements) }
            }
        } catch {
            throw SandboxError.database(path: bytes.database, reason: "\(error)")
        }
    }

    /// Runs the body in one transaction; an error undoes all of it.
    func write<Result: Sendable>(_ body: @escaping @Sendable (Ledger) throws -> Result) async throws -> Result
    {
        try await queue.write { try body(ledger($0)) }
    }

    func read<Result: Sendable>(_ body: @escaping @Sendable (Ledger) throws -> Result) async throws -> Result
    {
        try await queue.read { try body(ledger($0)) }
    }

    /// Lets go of the database; nothing may use it afterwards.
    func close() throws { try queue.close() }

    private func ledger(_ database: Database) -> Ledger {
        Ledger(
            database: database, dialect: dialect, bytes: bytes, now: Timestamp.text(now()),
            removalDelay: removalDelay)
    }
}

/// Times as the API writes them: ISO 8601 in UTC with milliseconds, so that text order is time order.
enum Timestamp {
    static func text(_ date: Date) -> String {
        date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    static func date(_ text: String) -> Date? {
        // A text that is no time has no date; the caller decides what that means.
        try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text)
    }
}
