import EdgeCore
package import Foundation
import GRDB

/// The durable memory of the replays from one source organization to one target organization.
///
/// Every method is one transaction that is on the disk when it returns (WAL, `synchronous = FULL`). The order of an
/// action is claim → call → complete or fail; what is claimed and not completed is in doubt (docs/adr/0005).
package actor Journal {
    package nonisolated let path: String
    package nonisolated let keysFile: KeysFile
    let database: DatabaseQueue
    /// The time of day, as the journal writes it down.
    package nonisolated let now: @Sendable () -> Date
    private let lock: FileLock
    private let watch: JournalWatch?
    private let executor = QueueExecutor("journal")

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// Opens the journal at a path, or makes it, and keeps every other process out until it is released.
    /// - Parameter identity: The organizations that it must be about; nil opens only a journal that is there.
    package static func open(
        at path: String, for identity: JournalIdentity?, now: @escaping @Sendable () -> Date,
        watch: JournalWatch? = nil
    ) async throws -> Journal {
        try await blocking("journal") { _ in
            try Journal(opening: path, for: identity, now: now, watch: watch)
        }
    }

    private init(
        opening path: String, for identity: JournalIdentity?, now: @escaping @Sendable () -> Date,
        watch: JournalWatch?
    ) throws {
        self.path = path
        self.now = now
        self.watch = watch
        keysFile = KeysFile(path: path + ".keys")
        if access(path, F_OK) != 0 {
            guard identity != nil else { throw JournalError.missing(path: path) }
            let folder = (path as NSString).deletingLastPathComponent
            if !folder.isEmpty { try makeFolder(folder) }
        }
        guard let lock = try FileLock(path: path + ".lock") else { throw JournalError.inUse(path: path) }
        self.lock = lock
        try Self.makeFile(path)
        database = try Self.opened(path, identity)
        try KeysFile.syncFolder(of: path)
    }

    /// The organizations that the journal is about.
    package func identity() throws -> JournalIdentity {
        let found = try read("identity") { try Self.identity(in: $0) }
        guard let found else {
            throw JournalError.notReadable(path: path, reason: "it names no organizations")
        }
        return found
    }

    // MARK: - Steps

    /// One durable step: watched before and after, in one transaction.
    func step<Result>(_ name: String, _ body: (Database) throws -> Result) throws -> Result {
        try watch?(JournalStep(name: name, moment: .before))
        let result = try mapped(name) { try database.write(body) }
        try watch?(JournalStep(name: name, moment: .after))
        return result
    }

    /// The same for a step that is no transaction of the database.
    func step<Result>(_ name: String, outside body: () throws -> Result) throws -> Result {
        try watch?(JournalStep(name: name, moment: .before))
        let result = try body()
        try watch?(JournalStep(name: name, moment: .after))
        return result
    }

    func read<Result>(_ name: String, _ body: (Database) throws -> Result) throws -> Result {
        try mapped(name) { try database.read(body) }
    }

    private func mapped<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw JournalError.step(
                path: path, step: name, reason: error.message ?? error.resultCode.description,
                isFull: error.resultCode == .SQLITE_FULL)
        }
    }

    // MARK: - Opening

    /// Makes the file with its mode before SQLite does; its companions inherit the mode.
    private static func makeFile(_ path: String) throws(JournalError) {
        let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        defer { close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw .file(path: path, doing: "protect", code: errno) }
    }

    private static func opened(_ path: String, _ identity: JournalIdentity?) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "journal"
        // Who looks at it with another tool holds its locks for a moment, as after a kill, while the log is recovered.
        configuration.busyMode = .timeout(10)
        // Set here and not by `journalMode`, which would lower `synchronous` again.
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA foreign_keys = ON")
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.read { database in
                for (pragma, expected) in [("journal_mode", "wal"), ("synchronous", "2")] {
                    let value = try String.fetchOne(database, sql: "PRAGMA \(pragma)") ?? ""
                    guard value == expected else {
                        throw JournalError.notDurable(path: path, pragma: pragma, value: value)
                    }
                }
                guard try !Schema.migrator.hasBeenSuperseded(database) else {
                    throw JournalError.notReadable(path: path, reason: "a newer edgeferry has written it")
                }
            }
            try Schema.migrator.migrate(queue)
            if let identity { try settle(identity, in: queue, path: path) }
            return queue
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw JournalError.step(
                path: path, step: "first page", reason: error.message ?? error.resultCode.description,
                isFull: true)
        } catch let error as DatabaseError {
            throw JournalError.notReadable(path: path, reason: error.message ?? error.resultCode.description)
        }
    }

    private static func settle(_ identity: JournalIdentity, in queue: DatabaseQueue, path: String) throws {
        try queue.write { database in
            if let found = try Self.identity(in: database) {
                guard found == identity else {
                    throw JournalError.ofAnotherMove(
                        path: path, expected: identity.description, found: found.description)
                }
            } else {
                try database.execute(
                    sql: "INSERT INTO identity VALUES (?, ?, ?, ?)",
                    arguments: [
                        identity.sourceHost, identity.sourceOrganization.text, identity.targetHost,
                        identity.targetOrganization.text,
                    ])
            }
        }
    }

    private static func identity(in database: Database) throws -> JournalIdentity? {
        try Row.fetchOne(database, sql: "SELECT * FROM identity").map { row in
            JournalIdentity(
                sourceHost: row["sourceHost"],
                sourceOrganization: try OrganizationName(row["sourceOrganization"]),
                targetHost: row["targetHost"],
                targetOrganization: try OrganizationName(row["targetOrganization"]))
        }
    }
}
