import EdgeCore

/// Something that a move leaves behind: an Edge holds it, or its players do, and no call of an Edge carries it over.
package struct NotMigrated: Sendable, Hashable {
    package let what: String
    /// Nil where nobody can count it.
    package let count: Int?
    /// What becomes of it.
    package let remark: String

    /// Everything that an organization leaves behind.
    static func all(_ contents: Contents, _ dialect: Dialect) -> [NotMigrated] {
        let users = contents.documents[.user]
        let people = users?.count { !($0.fields[dialect.users.email] ?? .null).isNull }
        let machines = users.flatMap { all in people.map { all.count - $0 } }
        return [
            NotMigrated(
                what: "API keys of machine users", count: machines, remark: "the target makes new ones"),
            NotMigrated(
                what: "passwords of people", count: people, remark: "each person sets a new one"),
            NotMigrated(
                what: "installed games of players", count: nil,
                remark: "they belong to images of the old Edge; the target makes images of its own"),
        ]
            + contents.notCarried.sorted { precedes($0.key, $1.key) }.map {
                NotMigrated(
                    what: $0.key, count: $0.value,
                    remark: $0.value == nil ? "the source does not show them" : "they stay at the source")
            }
    }

    var line: String {
        "not migrated: \(what): \(count.map(String.init) ?? "nobody knows how many"), \(remark)"
    }

    var json: JSON {
        [
            "what": .string(what), "count": count.map { .int($0) } ?? .null, "remark": .string(remark),
        ]
    }

    init(what: String, count: Int?, remark: String) {
        self.what = what
        self.count = count
        self.remark = remark
    }

    /// Reads what `json` gives.
    init?(_ json: JSON) {
        guard let what = json["what"]?.string, let remark = json["remark"]?.string else { return nil }
        self.init(what: what, count: json["count"]?.int, remark: remark)
    }
}
