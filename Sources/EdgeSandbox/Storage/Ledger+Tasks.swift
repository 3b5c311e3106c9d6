import EdgeCore
import GRDB

/// The states of a task on the wire (edge-api 4.10).
enum TaskState: String, Sendable {
    case submitted
    case running
    case done
    case failed
    case expired
}

extension Dialect.TaskFields {
    /// The word on the wire for a state as it is kept.
    func word(for state: String) -> String {
        switch TaskState(rawValue: state) {
        case .submitted: openStates.first ?? state
        case .running: openStates.last ?? state
        case .failed: failedStates.first ?? state
        case .expired: expireValue
        case .done, nil: state
        }
    }
}

/// One task of the Edge as it is kept.
struct TaskRow: Sendable {
    let id: Int64
    let importID: Int64
    let app: String
    let type: String
    let state: String
    let isAcknowledged: Bool
    let details: JSONObject
    let created: String
    let updated: String

    init(_ row: Row) throws {
        id = row["id"]
        importID = row["import"]
        app = row["app"]
        type = row["type"]
        state = row["state"]
        isAcknowledged = row["acknowledged"]
        details = try Ledger.object(row["details"])
        created = row["created"]
        updated = row["updated"]
    }

    /// Which part of the pipeline the task belongs to.
    var group: String {
        switch Stage(rawValue: type) {
        case .mkraw, .mkseq, .mkdxf, .mkpat: "processing"
        case .deploy: "exporting"
        default: "import"
        }
    }

    /// The id on the wire.
    static func name(_ id: Int64) -> String { "task-\(id)" }

    /// The number inside an id of the wire.
    static func number(_ name: String) -> Int64? {
        name.hasPrefix("task-") ? Int64(name.dropFirst(5)) : nil
    }
}

extension Ledger {
    func openTask(_ stage: Stage, import id: Int64, app: String, in organization: String) throws -> Int64 {
        try database.execute(
            sql: """
                INSERT INTO task (organization, app, import, type, state, details, created, updated)
                VALUES (?, ?, ?, ?, 'submitted', '{}', ?, ?)
                """, arguments: [organization, app, id, type(of: stage), now, now])
        let task = database.lastInsertedRowID
        if let item = try item(id) { try announce(.submit, stage, of: item) }
        return task
    }

    func startTask(of item: ImportRow) throws {
        try database.execute(
            sql: "UPDATE task SET state = 'running', updated = ? WHERE import = ? AND state = 'submitted'",
            arguments: [now, item.id])
        // Of a publication the news is that files are there.
        if database.changesCount > 0, item.stage != .deploy { try announce(.begin, item.stage, of: item) }
    }

    /// Ends the open task of an import.
    func closeTask(of item: ImportRow, state: TaskState, details: JSONObject = [:]) throws {
        try database.execute(
            sql: """
                UPDATE task SET state = ?, details = ?, updated = ?
                WHERE import = ? AND state IN ('submitted', 'running')
                """, arguments: [state.rawValue, JSON.object(details).canonical, now, item.id])
    }

    func acknowledge(_ id: Int64) throws {
        try database.execute(
            sql: "UPDATE task SET acknowledged = 1, updated = ? WHERE id = ?", arguments: [now, id])
    }

    func tasks(in organization: String) throws -> [TaskRow] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM task WHERE organization = ? ORDER BY id", arguments: [organization]
        ).map(TaskRow.init)
    }

    func task(_ id: Int64, in organization: String) throws -> TaskRow? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM task WHERE organization = ? AND id = ?",
            arguments: [organization, id]
        ).map(TaskRow.init)
    }

    /// The stage of a type on the wire.
    func stage(of type: String) -> Stage? {
        switch type {
        case dialect.tasks.uploadType: .upload
        case dialect.tasks.downloadType: .dltar
        default: Stage(rawValue: type)
        }
    }

    /// The type on the wire: those by which builds come in are a matter of the dialect.
    private func type(of stage: Stage) -> String {
        switch stage {
        case .upload: dialect.tasks.uploadType
        case .dltar: dialect.tasks.downloadType
        default: stage.rawValue
        }
    }
}
