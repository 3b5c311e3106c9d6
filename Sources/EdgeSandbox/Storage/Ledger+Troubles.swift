import EdgeCore
import GRDB

/// A place where an app could not publish.
struct Trouble: Sendable {
    /// Empty for the depot.
    let deployment: String
    let reason: String

    var text: String { deployment.isEmpty ? "depot: \(reason)" : "deployment \(deployment): \(reason)" }
}

extension Ledger {
    /// Why an app is in error; empty when it is not.
    func troubles(of app: String, in organization: String) throws -> [Trouble] {
        try Row.fetchAll(
            database,
            sql: "SELECT * FROM trouble WHERE organization = ? AND app = ? ORDER BY deployment",
            arguments: [organization, app]
        ).map { Trouble(deployment: $0["deployment"], reason: $0["reason"]) }
    }

    /// The apps that could not publish at a deployment, with the reasons.
    func troubles(at deployment: String, in organization: String) throws -> [(app: String, reason: String)] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM trouble WHERE organization = ? AND deployment = ? ORDER BY app",
            arguments: [organization, deployment]
        ).map { ($0["app"], $0["reason"]) }
    }

    /// Takes what a new try to publish has met in place of what the one before had met.
    func setTroubles(_ troubles: [Trouble], of app: String, in organization: String) throws {
        try database.execute(
            sql: "DELETE FROM trouble WHERE organization = ? AND app = ?", arguments: [organization, app])
        for trouble in troubles {
            try database.execute(
                sql: "INSERT INTO trouble (organization, app, deployment, reason) VALUES (?, ?, ?, ?)",
                arguments: [organization, app, trouble.deployment, trouble.reason])
        }
    }

    /// Forgets a deployment that is gone.
    func dropTroubles(at deployment: String, in organization: String) throws {
        try database.execute(
            sql: "DELETE FROM trouble WHERE organization = ? AND deployment = ?",
            arguments: [organization, deployment])
    }

    /// Publishes the current build of an app anew, when it has one.
    func republish(_ app: String, in organization: String) throws {
        guard let last = try builds(of: app, in: organization).last else { return }
        _ = try begin(app: app, at: .deploy, number: last.number, in: organization)
    }
}
