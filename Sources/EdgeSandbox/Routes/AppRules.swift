import EdgeCore
import GRDB

/// Apps: registered deployments must exist; what the Edge knows of builds is added to every answer.
struct AppRules: KindRules {
    /// Builds that an app keeps when nobody says (edge-api 3.5.1).
    static let defaultMaxBuilds = 5

    func create(_ fields: inout JSONObject, _ name: String, _ scope: Scope) throws -> Created {
        let apps = scope.dialect.apps
        if fields[apps.maxBuilds] == nil { fields[apps.maxBuilds] = .int(Self.defaultMaxBuilds) }
        if fields[apps.deployments] == nil { fields[apps.deployments] = [] }
        try check(&fields, scope)
        return Created()
    }

    func update(_ fields: inout JSONObject, from old: JSONObject, _ name: String, _ scope: Scope) throws
        -> JSONObject
    {
        let apps = scope.dialect.apps
        if fields[apps.deployments] == nil { fields[apps.deployments] = [] }
        try check(&fields, scope)
        // Patching deployments publishes the current build anew, which is a way out of the error state (edge-api 3.5.5).
        if fields[apps.deployments] != old[apps.deployments] {
            try scope.ledger.republish(name, in: scope.organization)
        }
        return [:]
    }

    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {
        try scope.ledger.withdraw(in: scope.organization) { $0.app == name }
        try scope.ledger.dropBuilds(of: name, in: scope.organization)
        try scope.ledger.setTroubles([], of: name, in: scope.organization)
    }

    func view(_ name: String, _ fields: JSONObject, _ scope: Scope) throws -> JSONObject {
        let apps = scope.dialect.apps
        let builds = try scope.ledger.builds(of: name, in: scope.organization)
        let busy = try scope.ledger.busy(name, in: scope.organization)
        var view = fields
        view[apps.currentBuild] = .int(builds.last?.number ?? 0)
        if scope.dialect.shapes.busy == .flags {
            view[apps.processing] = .bool(busy.processing)
            view[apps.exporting] = .bool(busy.exporting)
        }
        let troubles = try scope.ledger.troubles(of: name, in: scope.organization)
        view[apps.error] =
            troubles.isEmpty ? .null : .string(troubles.map(\.text).joined(separator: "; "))
        view["sizeBytes"] = .int(builds.reduce(0) { $0 + $1.size })
        view["dxfName"] = .optional(builds.last?.image)
        view[apps.builds] = .array(
            builds.map { build in
                var entry: JSONObject = ["created": .string(build.created)]
                entry[apps.buildID] = .int(build.number)
                entry[apps.buildLabel] = .optional(build.label)
                entry[apps.buildSize] = .int(build.size)
                return .object(entry)
            })
        view[apps.patches] = .array(
            builds.dropLast().map { build in
                var patch = JSONObject()
                patch[apps.patchFrom] = .int(build.number)
                patch[apps.patchTo] = .int(builds.last?.number ?? 0)
                return .object(patch)
            })
        return view
    }

    private func check(_ fields: inout JSONObject, _ scope: Scope) throws {
        let apps = scope.dialect.apps
        if fields["label"]?.isNull ?? true { throw Refusal.missing("label") }
        // What the Edge makes by itself cannot be set.
        for made in [
            apps.currentBuild, apps.processing, apps.exporting, apps.error, apps.builds, apps.patches,
            "sizeBytes", "dxfName",
        ] { fields[made] = nil }
        guard let limit = fields[apps.maxBuilds]?.int, limit >= 1 else {
            throw Refusal.invalid("\(apps.maxBuilds) must be a number from 1 on")
        }
        try scope.demand(.deployment, namedBy: apps.deployments, of: fields)
    }
}

extension Ledger {
    /// Takes everything of a deleted app out of the books, and its tars off the disk after the commit.
    func dropBuilds(of app: String, in organization: String) throws {
        let imports = try Int64.fetchAll(
            database, sql: "SELECT id FROM import WHERE organization = ? AND app = ?",
            arguments: [organization, app])
        for table in ["build", "import", "task"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE organization = ? AND app = ?",
                arguments: [organization, app])
        }
        afterCommit { [bytes] in
            for id in imports { bytes.removeTar(of: id) }
        }
    }
}
