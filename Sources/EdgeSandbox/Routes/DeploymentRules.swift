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
        // Whoever could not publish here tries again (edge-api 3.6.7).
        for trouble in try scope.ledger.troubles(at: name, in: scope.organization) {
            try scope.ledger.republish(trouble.app, in: scope.organization)
        }
        return [:]
    }

    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {
        for app in try scope.ledger.documents(.app, in: scope.organization)
        where (app.fields[scope.dialect.apps.deployments]?.strings ?? []).contains(name) {
            throw Refusal.protected("deployment \(quoted(name)) is registered with \(quoted(app.name))")
        }
        try scope.ledger.withdraw(in: scope.organization) { $0.deployment == name }
        try scope.ledger.dropTroubles(at: name, in: scope.organization)
    }

    func view(_ name: String, _ fields: JSONObject, _ scope: Scope) throws -> JSONObject {
        var view = scope.ledger.cover.cover(.object(fields)).object ?? fields
        let troubles = try scope.ledger.troubles(at: name, in: scope.organization)
        view["error"] =
            troubles.isEmpty
            ? nil : .string(troubles.map { "app \($0.app): \($0.reason)" }.joined(separator: "; "))
        return view
    }

    /// The filter by error status is documented without its parameter (edge-api 3.6.2).
    func lets(_ view: JSONObject, _ query: Query) throws(Refusal) -> Bool {
        guard let wanted = query["error"] else { return true }
        guard let isWanted = Bool(wanted) else { throw .invalid("error must be true or false") }
        return (view["error"] != nil) == isWanted
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
