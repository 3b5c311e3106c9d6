import EdgeCore

/// Deployments: an origin is required, secrets go in and never come out.
struct DeploymentRules: KindRules {
    func create(_ fields: inout JSONObject, _ name: String, _ scope: Scope) throws -> Created {
        try check(fields, scope)
        return Created()
    }

    func update(_ fields: inout JSONObject, from old: JSONObject, _ name: String, _ scope: Scope) throws
        -> JSONObject
    {
        try check(fields, scope)
        return [:]
    }

    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {
        for app in try scope.ledger.documents(.app, in: scope.organization)
        where (app.fields[scope.dialect.apps.deployments]?.strings ?? []).contains(name) {
            throw Refusal.protected("deployment \(quoted(name)) is registered with \(quoted(app.name))")
        }
        try scope.ledger.withdraw(in: scope.organization) { $0.deployment == name }
    }

    func view(_ name: String, _ fields: JSONObject, _ scope: Scope) throws -> JSONObject {
        scope.ledger.cover.cover(.object(fields)).object ?? fields
    }

    /// The member that holds the origin is the first step of the dialect's path to its bucket.
    private func check(_ fields: JSONObject, _ scope: Scope) throws(Refusal) {
        let paths = [scope.dialect.origin.bucket, scope.dialect.origin.prefix]
        for step in paths.compactMap({ JSONPointer($0)?.steps.first })
        where fields[step]?.isNull ?? true {
            throw .missing(step)
        }
    }
}
