package import EdgeCore
import Foundation
import GRDB

extension Journal {
    /// Everything that is known of a run's actions.
    package func records(of run: Run) throws -> [String: Record] {
        let records = try read("records") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM record WHERE run = ?", arguments: [run.id]).map(
                Self.record)
        }
        return Dictionary(uniqueKeysWithValues: records.map { ($0.action, $0) })
    }

    /// The newest record of each action, over all runs of a snapshot: a run can have ended without its report being seen.
    package func newestRecords(ofSnapshot snapshot: String) throws -> [String: Record] {
        let records = try read("records") { database in
            // SQLite takes the other columns from the row with the maximum.
            try Row.fetchAll(
                database,
                sql: """
                    SELECT record.*, MAX(record.run) FROM record JOIN run ON run.id = record.run
                    WHERE run.snapshot = ? GROUP BY record.action
                    """, arguments: [snapshot]
            ).map(Self.record)
        }
        return Dictionary(uniqueKeysWithValues: records.map { ($0.action, $0) })
    }

    /// Every action that some run has completed.
    package func completedActions() throws -> Set<String> {
        let sql = "SELECT DISTINCT action FROM record WHERE state = 'completed'"
        return try read("records") { Set(try String.fetchAll($0, sql: sql)) }
    }

    /// "I am about to": after this the action is in doubt until it is completed or failed.
    ///
    /// A failed action, and one that was found not done, may be claimed again; a completed one never.
    package func claim(_ action: String, of run: Run, before: JSON) throws {
        try step("claim") { database in
            try database.execute(
                sql: """
                    INSERT INTO record (run, action, state, before, announced, result, claimed)
                    SELECT id, ?, 'claimed', ?, 'null', 'null', ? FROM run WHERE id = ? AND outcome IS NULL
                    ON CONFLICT (run, action) DO UPDATE SET state = 'claimed', before = excluded.before,
                        announced = 'null', error = NULL, claimed = excluded.claimed, ended = NULL
                    WHERE state <> 'completed'
                    """,
                arguments: [action, before.canonical, now().timeIntervalSince1970, run.id])
            guard database.changesCount == 1 else {
                throw JournalError.outOfOrder(step: "claim", action: action)
            }
        }
    }

    /// What became known of a claimed action before it was done: the task of an announced build.
    package func announce(_ action: String, of run: Run, _ announced: JSON) throws {
        try step("announce") { database in
            try Self.change(
                action, run, in: database, "announced = ?", [announced.canonical], step: "announce")
        }
    }

    /// Keeps a secret that the target hands out once; on the disk before the action is completed.
    package func keep(_ secret: Secret, kind: String, for object: String, of run: Run) throws {
        try step("key") {
            try keysFile.append(
                OnceOnlySecret(time: now(), run: run.id, object: object, kind: kind, secret: secret))
        }
    }

    /// The objects for which a run has kept a once-only secret.
    package func keptSecrets(of run: Run) throws -> Set<String> {
        Set(try keysFile.entries().filter { $0.run == run.id }.map(\.object))
    }

    /// "It is done", together with what follows from it.
    package func complete(
        _ action: String, of run: Run, result: JSON = .null, binding: Binding? = nil, canary: Canary? = nil
    ) throws {
        try step("complete") { database in
            try Self.change(
                action, run, in: database, "state = 'completed', result = ?, error = NULL, ended = ?",
                [result.canonical, now().timeIntervalSince1970], step: "complete")
            if let binding {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO binding VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        binding.app, binding.source.value, binding.target.value, binding.digest.hex, run.id,
                    ])
            }
            if let canary {
                try database.execute(
                    sql: "INSERT OR IGNORE INTO canary VALUES (?, ?, ?)",
                    arguments: [canary.operation, canary.kind, run.id])
            }
        }
    }

    /// "It was not done, and that is certain."
    package func fail(_ action: String, of run: Run, error: String) throws {
        try step("fail") { database in
            try Self.change(
                action, run, in: database, "state = 'failed', error = ?, ended = ?",
                [error, now().timeIntervalSince1970], step: "fail")
        }
    }

    /// "What it made is gone again", with the bindings of an app that it made.
    package func takeBack(_ action: String, of run: Run, app: String? = nil) throws {
        try step("takeBack") { database in
            try database.execute(
                sql: """
                    UPDATE record SET state = 'undone', ended = ?
                    WHERE run = ? AND action = ? AND state IN ('completed', 'claimed')
                    """, arguments: [now().timeIntervalSince1970, run.id, action])
            guard database.changesCount == 1 else {
                throw JournalError.outOfOrder(step: "takeBack", action: action)
            }
            try database.execute(sql: "DELETE FROM binding WHERE app = ?", arguments: [app])
        }
    }

    /// What the builds of the source became on the target, over all runs.
    package func bindings() throws -> [Binding] {
        try read("bindings") { database in
            try Row.fetchAll(database, sql: "SELECT * FROM binding ORDER BY app, source").compactMap { row in
                let hex: String = row["sha256"]
                return Digest(hex).map {
                    Binding(
                        app: row["app"], source: SourceBuild(row["source"]),
                        target: TargetBuild(row["target"]), digest: $0)
                }
            }
        }
    }

    /// The first actions that were read back and found equal, over all runs.
    package func canaries() throws -> Set<Canary> {
        try read("canaries") { database in
            Set(
                try Row.fetchAll(database, sql: "SELECT operation, kind FROM canary").map {
                    Canary(operation: $0["operation"], kind: $0["kind"])
                })
        }
    }

    /// Changes a claimed record of an open run, or fails: every other order is a defect.
    private static func change(
        _ action: String, _ run: Run, in database: Database, _ assignments: String,
        _ values: StatementArguments, step: String
    ) throws {
        try database.execute(
            sql: """
                UPDATE record SET \(assignments) WHERE run = ? AND action = ? AND state = 'claimed'
                AND EXISTS (SELECT 1 FROM run WHERE id = record.run AND outcome IS NULL)
                """,
            arguments: values + [run.id, action])
        guard database.changesCount == 1 else { throw JournalError.outOfOrder(step: step, action: action) }
    }

    private static func record(_ row: Row) throws -> Record {
        let state: String = row["state"]
        return Record(
            action: row["action"],
            state: try Record.State(rawValue: state).orThrow(.outOfOrder(step: state, action: row["action"])),
            claimed: Date(timeIntervalSince1970: row["claimed"]),
            before: try JSON(reading: row["before"] as String),
            announced: try JSON(reading: row["announced"] as String),
            result: try JSON(reading: row["result"] as String), error: row["error"])
    }
}
