import EdgeCore
import GRDB

/// One build on its way through the pipeline.
struct ImportRow: Sendable {
    let id: Int64
    let organization: String
    let app: String
    let label: String?
    /// Where the Edge fetches the tar by itself: a text, or an object with `url` and `headers`.
    let url: JSON?
    let expectedSize: Int64?
    let expires: String?
    let stage: Stage
    let number: Int?

    init(_ row: Row) throws {
        id = row["id"]
        organization = row["organization"]
        app = row["app"]
        label = row["label"]
        url = try (row["url"] as String?).map { text throws in try JSON(reading: text) }
        expectedSize = row["expectedSize"]
        expires = row["expires"]
        stage = Stage(rawValue: row["stage"]) ?? .failed
        number = row["number"]
    }
}

extension Ledger {
    func item(_ id: Int64) throws -> ImportRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM import WHERE id = ?", arguments: [id])
            .map(ImportRow.init)
    }

    func item(token: String) throws -> ImportRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM import WHERE token = ?", arguments: [token])
            .map(ImportRow.init)
    }

    /// Begins an import at a stage and opens its task.
    func begin(
        app: String, label: String? = nil, at stage: Stage, url: JSON? = nil, size: Int64? = nil,
        token: String? = nil, expires: String? = nil, number: Int? = nil, in organization: String
    ) throws -> (item: Int64, task: Int64) {
        try database.execute(
            sql: """
                INSERT INTO import (organization, app, label, url, expectedSize, token, expires, stage, number)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                organization, app, label, url?.canonical, size, token, expires, stage.rawValue, number,
            ])
        let id = database.lastInsertedRowID
        if stage != .upload && stage != .dltar { try complete(id) }
        return (id, try openTask(stage, import: id, app: app, in: organization))
    }

    /// Notes that the tar is whole: builds get their numbers in this order.
    func complete(_ id: Int64) throws {
        try database.execute(
            sql:
                "UPDATE import SET completed = (SELECT coalesce(max(completed), 0) + 1 FROM import) WHERE id = ?",
            arguments: [id])
    }

    /// Moves an import to its next stage; a stage with work opens a task, whose number is returned.
    @discardableResult
    func move(_ item: ImportRow, to stage: Stage) throws -> Int64? {
        try database.execute(
            sql: "UPDATE import SET stage = ? WHERE id = ?", arguments: [stage.rawValue, item.id])
        guard stage.isWork else { return nil }
        return try openTask(stage, import: item.id, app: item.app, in: item.organization)
    }

    func setNumber(_ number: Int, of id: Int64) throws {
        try database.execute(sql: "UPDATE import SET number = ? WHERE id = ?", arguments: [number, id])
    }

    /// The imports that can go on: every download, and per app the one whose tar was complete first.
    func runnable() throws -> [(id: Int64, lane: String)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT id, organization, app, stage FROM import
                WHERE stage IN ('dltar', 'mkraw', 'mkseq', 'mkdxf', 'mkpat', 'deploy')
                ORDER BY completed, id
                """
        ).map { row in
            let id: Int64 = row["id"]
            let isDownload = row["stage"] == Stage.dltar.rawValue
            return (
                id, isDownload ? "dltar/\(id)" : "\(row["organization"] as String)/\(row["app"] as String)"
            )
        }
    }

    /// The imports whose tars are still needed.
    func ownersOfTars() throws -> Set<Int64> {
        try Int64.fetchSet(
            database,
            sql: """
                SELECT import FROM build UNION
                SELECT id FROM import WHERE stage NOT IN ('upload', 'dltar', 'done', 'failed', 'expired')
                """)
    }

    /// Says whether an app works on a build, and whether it publishes one.
    func busy(_ app: String, in organization: String) throws -> (processing: Bool, exporting: Bool) {
        let stages = try String.fetchAll(
            database, sql: "SELECT DISTINCT stage FROM import WHERE organization = ? AND app = ?",
            arguments: [organization, app]
        ).compactMap(Stage.init)
        return (stages.contains { $0.isProcessing }, stages.contains(.deploy))
    }

    /// Ends uploads whose address is too old.
    func expireUploads() throws {
        let old = try Row.fetchAll(
            database, sql: "SELECT * FROM import WHERE stage = 'upload' AND expires < ?", arguments: [now])
        for row in old { try expire(try ImportRow(row)) }
    }

    /// Ends all uploads that an organization expects.
    func expireUploads(of organization: String) throws {
        let open = try Row.fetchAll(
            database, sql: "SELECT * FROM import WHERE stage = 'upload' AND organization = ?",
            arguments: [organization])
        for row in open { try expire(try ImportRow(row)) }
    }

    /// Ends an upload: its address is dead from now on.
    func expire(_ item: ImportRow) throws {
        try closeTask(of: item, state: .expired)
        try move(item, to: .expired)
        afterCommit { [bytes] in bytes.remove(bytes.partial(of: item.id)) }
    }
}
