import EdgeCore

/// Subscriptions: the secret that signs their events is handed out once.
struct SubscriptionRules: KindRules {
    private static let types = Set(WebhookEvent.types.map(\.rawValue))
    private static let events = Set(WebhookEvent.Moment.allCases.map(\.rawValue))

    func create(_ fields: inout JSONObject, _ name: String, _ scope: Scope) throws -> Created {
        switch fields["kind"]?.string {
        case "webhook"?: if fields["url"]?.string == nil { throw Refusal.missing("url") }
        case "slack"?: if fields["channel"]?.string == nil { throw Refusal.missing("channel") }
        case nil: throw Refusal.missing("kind")
        default: throw Refusal.invalid("kind must be webhook or slack")
        }
        try check("types", of: fields, in: Self.types)
        try check("events", of: fields, in: Self.events)
        fields[scope.dialect.subscriptions.secret] = nil
        return Created(secret: randomText(), key: scope.dialect.subscriptions.secret)
    }

    func update(_ fields: inout JSONObject, from old: JSONObject, _ name: String, _ scope: Scope) throws
        -> JSONObject
    { [:] }

    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {
        try scope.ledger.dropDeliveries(to: name, in: scope.organization)
    }

    private func check(_ key: String, of fields: JSONObject, in known: Set<String>) throws(Refusal) {
        guard let value = fields[key] else { throw .missing(key) }
        guard let words = value.strings, Set(words).isSubset(of: known) else {
            throw .invalid("\(key) must be a list of \(known.sorted().joined(separator: ", "))")
        }
    }
}
