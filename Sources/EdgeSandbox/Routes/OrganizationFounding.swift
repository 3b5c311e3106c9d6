import EdgeCore
import GRDB

/// What comes to exist with an organization: the role of all rights, and its first administrator (A4).
struct OrganizationFounding {
    /// The name of the first administrator; a real Edge's is not documented.
    static let administrator = "administrator"

    let ledger: Ledger
    let name: String

    /// - Parameter account: The machine user that the sandbox reports when it is ready.
    func found(reporting account: String?) throws {
        try ledger.database.execute(
            sql: "INSERT INTO organization (name, reported) VALUES (?, ?)", arguments: [name, account])
        var role: JSONObject = ["label": "All rights"]
        role[ledger.dialect.role.postIdentity] = .string(ledger.dialect.roles.administrators)
        role[ledger.dialect.roles.permissions] = Permission.all
        try create(.role, role)
    }

    /// Makes the first administrator, who gets an invitation by mail.
    func invite(_ email: String) throws {
        let users = ledger.dialect.users
        var person: JSONObject = ["firstname": "First", "surname": "Administrator"]
        person[ledger.dialect.user.postIdentity] = .string(Self.administrator)
        person[users.email] = .string(email)
        person[users.roles] = .strings([ledger.dialect.roles.administrators])
        try create(.user, person)
    }

    private func create(_ kind: Kind, _ body: JSONObject) throws {
        _ = try DocumentRoutes(kind: kind, dialect: ledger.dialect).create(
            body, Scope(ledger: ledger, organization: name))
    }
}
