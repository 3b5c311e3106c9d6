import EdgeCore
import GRDB

extension Ledger {
    /// One document as it is kept, secrets in clear; nil when there is none.
    func document(_ kind: Kind, _ name: String, in organization: String) throws -> JSONObject? {
        let text = try String.fetchOne(
            database, sql: "SELECT body FROM object WHERE organization = ? AND kind = ? AND name = ?",
            arguments: [organization, kind.rawValue, name])
        return try text.map { try Self.object($0) }
    }

    /// All documents of a kind, by the bytes of their names.
    func documents(_ kind: Kind, in organization: String) throws -> [(name: String, fields: JSONObject)] {
        try Row.fetchAll(
            database, sql: "SELECT name, body FROM object WHERE organization = ? AND kind = ? ORDER BY name",
            arguments: [organization, kind.rawValue]
        ).map { ($0["name"], try Self.object($0["body"])) }
    }

    func exists(_ kind: Kind, _ name: String, in organization: String) throws -> Bool {
        try document(kind, name, in: organization) != nil
    }

    /// Keeps a new document and counts it.
    func insert(
        _ kind: Kind, _ name: String, _ fields: JSONObject, secret: String?, in organization: String
    ) throws {
        var fields = fields
        fields["created"] = .string(now)
        fields["updated"] = .string(now)
        try database.execute(
            sql: "INSERT INTO object (organization, kind, name, body, secret) VALUES (?, ?, ?, ?, ?)",
            arguments: [organization, kind.rawValue, name, JSON.object(fields).canonical, secret])
        try count("\(kind.rawValue)/\(name)", in: organization)
    }

    func replace(_ kind: Kind, _ name: String, with fields: JSONObject, in organization: String) throws {
        var fields = fields
        fields["updated"] = .string(now)
        try database.execute(
            sql: "UPDATE object SET body = ? WHERE organization = ? AND kind = ? AND name = ?",
            arguments: [JSON.object(fields).canonical, organization, kind.rawValue, name])
    }

    func remove(_ kind: Kind, _ name: String, in organization: String) throws {
        try database.execute(
            sql: "DELETE FROM object WHERE organization = ? AND kind = ? AND name = ?",
            arguments: [organization, kind.rawValue, name])
    }

    func secret(_ kind: Kind, _ name: String, in organization: String) throws -> String? {
        try String.fetchOne(
            database, sql: "SELECT secret FROM object WHERE organization = ? AND kind = ? AND name = ?",
            arguments: [organization, kind.rawValue, name])
    }

    func setSecret(_ secret: String, of kind: Kind, _ name: String, in organization: String) throws {
        try database.execute(
            sql: "UPDATE object SET secret = ? WHERE organization = ? AND kind = ? AND name = ?",
            arguments: [secret, organization, kind.rawValue, name])
    }

    static func object(_ text: String) throws(CoreError) -> JSONObject {
        try JSON(reading: text, limits: JSONLimits(bytes: 64 << 20)).object ?? [:]
    }
}
