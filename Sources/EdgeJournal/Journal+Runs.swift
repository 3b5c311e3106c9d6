package import EdgeCore
import Foundation
import GRDB

extension Journal {
    /// Begins a run; there is at most one open run.
    package func begin(_ new: NewRun) throws -> Run {
        let plan = new.plan.canonical
        return try step("begin") { database in
            try database.execute(
                sql: """
                    INSERT INTO run (snapshot, archive, targetURL, plan, planDigest, started)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    new.snapshot, new.archive, new.targetURL, plan, Digest(of: Array(plan.utf8)).description,
                    now().timeIntervalSince1970,
                ])
            return try Self.run(in: database, "id = ?", [database.lastInsertedRowID])
        }.orThrow(.outOfOrder(step: "begin", action: new.snapshot))
    }

    /// The run that has no outcome yet.
    package func openRun() throws -> Run? {
        try read("runs") { try Self.run(in: $0, "outcome IS NULL", []) }
    }

    /// All runs, oldest first.
    package func runs() throws -> [Run] {
        try read("runs") { database in
            try Row.fetchAll(database, sql: "SELECT \(Self.columns) FROM run ORDER BY id").map(Self.run)
        }
    }

    /// The plan of a run, as it was begun with.
    package func plan(of run: Run) throws -> JSON {
        let text = try read("plan") {
            try String.fetchOne($0, sql: "SELECT plan FROM run WHERE id = ?", arguments: [run.id])
        }
        return try JSON(reading: text ?? "", limits: JSONLimits(bytes: Self.largestPlan))
    }

    /// What a run came to, as it was stated at its end; nil for one that has none.
    package func proof(of run: Run) throws -> JSON? {
        let text = try read("proof") {
            try String.fetchOne($0, sql: "SELECT proof FROM run WHERE id = ?", arguments: [run.id])
        }
        return try text.map { try JSON(reading: $0, limits: JSONLimits(bytes: Self.largestPlan)) }
    }

    /// Ends a run with a statement of what it came to; nothing of it can be claimed afterwards.
    package func end(_ run: Run, _ outcome: Run.Outcome, proof: JSON? = nil) throws {
        try step("end") { database in
            try database.execute(
                sql: "UPDATE run SET outcome = ?, ended = ?, proof = ? WHERE id = ? AND outcome IS NULL",
                arguments: [outcome.rawValue, now().timeIntervalSince1970, proof?.canonical, run.id])
            guard database.changesCount == 1 else {
                throw JournalError.outOfOrder(step: "end", action: run.snapshot)
            }
        }
    }

    /// The migration is over: its source was made read only. Noted again, the first time stays.
    package func noteCommit(of run: Run) throws {
        try step("commit") { database in
            try database.execute(
                sql: "UPDATE run SET committed = coalesce(committed, ?) WHERE id = ?",
                arguments: [now().timeIntervalSince1970, run.id])
        }
    }

    /// A plan of a million actions has about 500 MB.
    private static let largestPlan = 1 << 30
    private static let columns =
        "id, snapshot, archive, targetURL, planDigest, started, ended, outcome, committed"

    private static func run(in database: Database, _ condition: String, _ arguments: StatementArguments)
        throws
        -> Run?
    {
        let sql = "SELECT \(columns) FROM run WHERE \(condition)"
        return try Row.fetchOne(database, sql: sql, arguments: arguments).map(run)
    }

    private static func run(_ row: Row) -> Run {
        let ended: Double? = row["ended"]
        let committed: Double? = row["committed"]
        let outcome: String? = row["outcome"]
        return Run(
            id: row["id"], snapshot: row["snapshot"], archive: row["archive"], targetURL: row["targetURL"],
            planDigest: row["planDigest"], started: Date(timeIntervalSince1970: row["started"]),
            ended: ended.map(Date.init(timeIntervalSince1970:)), outcome: outcome.flatMap(Run.Outcome.init),
            committed: committed.map(Date.init(timeIntervalSince1970:)))
    }
}

extension Optional {
    func orThrow(_ error: JournalError) throws(JournalError) -> Wrapped {
        guard let self else { throw error }
        return self
    }
}
