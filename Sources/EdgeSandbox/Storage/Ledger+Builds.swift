import EdgeCore
import GRDB

/// One native build that an app keeps.
struct BuildRow: Sendable {
    let number: Int
    let importID: Int64
    let label: String?
    let size: Int64
    let sha256: String
    let created: String

    init(_ row: Row) {
        number = row["number"]
        importID = row["import"]
        label = row["label"]
        size = row["size"]
        sha256 = row["sha256"]
        created = row["created"]
    }

    /// The name of the image that is made of it.
    var image: String { "dxf_\(sha256.prefix(12))" }

    /// The number as paths at origins write it.
    static func digits(_ number: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, 4 - text.count)) + text
    }
}

extension Ledger {
    /// The kept builds of an app in ascending order.
    func builds(of app: String, in organization: String) throws -> [BuildRow] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM build WHERE organization = ? AND app = ? ORDER BY number",
            arguments: [organization, app]
        ).map(BuildRow.init)
    }

    func build(_ number: Int, of app: String, in organization: String) throws -> BuildRow? {
        try Row.fetchOne(
            database, sql: "SELECT * FROM build WHERE organization = ? AND app = ? AND number = ?",
            arguments: [organization, app, number]
        ).map(BuildRow.init)
    }

    /// Lets a build come to exist under the next number and evicts what the app may no longer keep.
    func addBuild(of item: ImportRow, size: Int64, sha256: Digest) throws -> Int {
        let kept = try builds(of: item.app, in: item.organization)
        let number = (kept.last?.number ?? 0) + 1
        try database.execute(
            sql: """
                INSERT INTO build (organization, app, number, import, label, size, sha256, created)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                item.organization, item.app, number, item.id, item.label, size, sha256.hex, now,
            ])
        try count("build/\(item.app)/\(sha256.hex)", in: item.organization)
        let app = try document(.app, item.app, in: item.organization) ?? [:]
        let limit = app[dialect.apps.maxBuilds]?.int ?? AppRules.defaultMaxBuilds
        for build in kept.prefix(max(0, kept.count + 1 - limit)) {
            try database.execute(
                sql: "DELETE FROM build WHERE organization = ? AND app = ? AND number = ?",
                arguments: [item.organization, item.app, build.number])
            afterCommit { [bytes] in bytes.removeTar(of: build.importID) }
        }
        return number
    }

    /// Lets a build be known that was made elsewhere: there is no tar of it here.
    func addKnownBuild(
        _ number: Int, of app: String, label: String?, size: Int64, in organization: String
    ) throws {
        let begun = try begin(app: app, label: label, at: .upload, in: organization)
        guard let item = try item(begun.item) else { return }
        try closeTask(of: item, state: .done)
        try move(item, to: .done)
        try database.execute(
            sql: """
                INSERT INTO build (organization, app, number, import, label, size, sha256, created)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                organization, app, number, item.id, label, size,
                Digest(of: Array("\(organization)/\(app)/\(number)".utf8)).hex, now,
            ])
    }

    /// The builds that are published somewhere, as `app/number`, by deployment; the empty one is the depot.
    func publications(in organization: String) throws -> [(deployment: String, app: String, number: Int)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT deployment, app, number FROM publication WHERE organization = ?
                ORDER BY deployment, app, number
                """, arguments: [organization]
        ).map { ($0["deployment"], $0["app"], $0["number"]) }
    }
}
