import Foundation
import GRDB

/// A look at the claims of a journal from outside, while the tool writes it or after it was killed.
///
/// Opened anew for each process, so that a killed process leaves its write-ahead log as it was for the next one.
struct JournalView: Sendable {
    struct Claim: Sendable, Hashable {
        let action: String
        let time: Date

        /// `create role` for `create role/Testers`
        var kind: String { String(action.prefix { $0 != "/" }) }
    }

    private let database: DatabaseQueue

    /// Nil as long as the tool has not switched the journal to its write-ahead log: a look must not disturb that.
    init?(_ path: String) {
        guard FileManager.default.fileExists(atPath: path + "-wal") else { return nil }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(1)
        // Not ready yet, then: the caller looks again.
        guard let database = try? DatabaseQueue(path: path, configuration: configuration) else { return nil }
        self.database = database
    }

    /// The actions of the open run that are claimed and not completed.
    func claims() throws -> [Claim] {
        try database.read { database in
            // Killed or seen before it has made the tables; `tableExists` would remember that for ever.
            let table = "SELECT 1 FROM sqlite_master WHERE name = 'record'"
            guard try Bool.fetchOne(database, sql: table) == true else { return [] }
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT action, claimed FROM record WHERE state = 'claimed'
                    AND run = (SELECT id FROM run WHERE outcome IS NULL) ORDER BY action
                    """
            ).map { Claim(action: $0["action"], time: Date(timeIntervalSince1970: $0["claimed"])) }
        }
    }

    func close() throws { try database.close() }
}
