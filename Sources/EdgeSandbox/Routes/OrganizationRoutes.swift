import EdgeCore
import GRDB

/// Organizations: made, given up, and deleted with all that they hold (edge-api 3.2, 3.3).
struct OrganizationRoutes: Sendable {
    let dialect: Dialect

    private var names: Dialect.AdminCalls { dialect.admin }

    var routes: [Route] {
        [
            Route("POST", names.organizationsPath, .administrator(createByAdmin)),
            Route("DELETE", names.organizationsPath, takesItem: true, .administrator(removeByAdmin)),
            Route("POST", names.commitPath, .administrator(commitExport)),
            Route(
                "POST", names.backendOrganizationsPath,
                .account(Permission(resource: "beUsers", bit: .create), createByAccount)),
            Route(
                "DELETE", names.backendOrganizationsPath, takesItem: true,
                .account(Permission(resource: "beUsers", bit: .delete), removeByAccount)),
        ]
    }

    /// The first administrator gets an invitation, and is enabled by it.
    @Sendable private func createByAdmin(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let made = try create(call, ledger)
        return .success("organization created", made)
    }

    /// The answer holds the first administrator's password, as the page of this endpoint says.
    @Sendable private func createByAccount(_ call: Call, _ account: Account, _ ledger: Ledger) throws
        -> Answer
    {
        var made = try create(call, ledger)
        let password = randomText(digits: 20)
        try ledger.setPassword(
            password, of: OrganizationFounding.administrator, in: try call.text(names.organizationName))
        made[dialect.login.password] = .string(password)
        return .success("organization created", made)
    }

    private func create(_ call: Call, _ ledger: Ledger) throws -> JSONObject {
        let name = try call.text(names.organizationName)
        let email = try call.text(names.organizationEmail)
        guard (try? OrganizationName(name)) != nil else {
            throw Refusal.invalid("\(names.organizationName) must match [A-Za-z0-9_]{2,50}")
        }
        guard try !ledger.organizationExists(name) else {
            throw Refusal.exists("organization \(quoted(name)) exists")
        }
        let founding = OrganizationFounding(ledger: ledger, name: name)
        try founding.found(reporting: nil)
        try founding.invite(email)
        var made = JSONObject()
        made[names.organizationName] = .string(name)
        made[dialect.login.user] = .string(OrganizationFounding.administrator)
        return made
    }

    /// Makes the export of an organization final: from now on it is read only (A1). A second call changes nothing.
    @Sendable private func commitExport(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let name = try call.text(names.commitOrganization)
        try demand(name, ledger)
        try ledger.database.execute(
            sql: "UPDATE organization SET exported = coalesce(exported, ?) WHERE name = ?",
            arguments: [ledger.now, name])
        // Nothing more comes in: an upload that is still expected would change what was exported.
        try ledger.expireUploads(of: name)
        return .success("export committed")
    }

    @Sendable private func removeByAdmin(_ call: Call, _ ledger: Ledger) throws -> Answer {
        try remove(call, ledger)
    }

    /// An account reaches its own organization only.
    @Sendable private func removeByAccount(_ call: Call, _ account: Account, _ ledger: Ledger) throws
        -> Answer
    {
        guard try call.name() == account.organization else {
            throw Refusal.forbidden("only the account's own organization can be deleted")
        }
        return try remove(call, ledger)
    }

    /// With `prune` the published files go too; what it means on a real Edge is not documented.
    private func remove(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let name = try call.name()
        try demand(name, ledger)
        switch call.query["prune"] {
        case "true"?: try ledger.withdraw(in: name) { _ in true }
        case nil, "false"?: break
        default: throw Refusal.invalid("prune must be true or false")
        }
        for app in try ledger.documents(.app, in: name) { try ledger.dropBuilds(of: app.name, in: name) }
        for table in ["object", "token", "apiKey", "publication", "creation", "mail", "delivery", "trouble"] {
            try ledger.database.execute(
                sql: "DELETE FROM \(table) WHERE organization = ?", arguments: [name])
        }
        try ledger.database.execute(sql: "DELETE FROM organization WHERE name = ?", arguments: [name])
        return .success("organization deleted")
    }

    private func demand(_ name: String, _ ledger: Ledger) throws {
        guard try ledger.organizationExists(name) else {
            throw Refusal.notFound("there is no organization \(quoted(name))")
        }
    }
}
