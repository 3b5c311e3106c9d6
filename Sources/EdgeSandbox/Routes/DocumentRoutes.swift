import EdgeCore

/// What one kind demands of its documents beyond what all kinds share.
protocol KindRules: Sendable {
    /// Checks a new document and completes it; gives the secret that the answer then shows once.
    func create(_ fields: inout JSONObject, _ name: String, _ scope: Scope) throws -> Created
    /// Checks a changed document; gives members for the answer.
    func update(_ fields: inout JSONObject, from old: JSONObject, _ name: String, _ scope: Scope) throws
        -> JSONObject
    /// Checks whether a document may go, and takes what belongs to it along.
    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws
    /// The document as answers show it.
    func view(_ name: String, _ fields: JSONObject, _ scope: Scope) throws -> JSONObject
    /// Says whether a list shows a document, by filters that only this kind has.
    func lets(_ view: JSONObject, _ query: Query) throws(Refusal) -> Bool
}

extension KindRules {
    func remove(_ name: String, _ fields: JSONObject, _ scope: Scope) throws {}
    func view(_ name: String, _ fields: JSONObject, _ scope: Scope) throws -> JSONObject { fields }
    func lets(_ view: JSONObject, _ query: Query) throws(Refusal) -> Bool { true }
}

/// What a creation brings besides the document: a secret, and the key under which the answer shows it.
struct Created: Sendable {
    var secret: String?
    var key = ""
}

/// A transaction within one organization.
struct Scope {
    let ledger: Ledger
    let organization: String

    var dialect: Dialect { ledger.dialect }

    func document(_ kind: Kind, _ name: String) throws -> JSONObject? {
        try ledger.document(kind, name, in: organization)
    }

    /// The names in a reference field, each of which must exist.
    func demand(_ kind: Kind, namedBy field: String, of fields: JSONObject) throws {
        guard let value = fields[field], !value.isNull else { return }
        guard let names = value.strings else { throw Refusal.invalid("\(field) must be a list of names") }
        for name in names where try document(kind, name) == nil {
            throw Refusal.invalid("\(field): there is no \(kind.rawValue) \(quoted(name))")
        }
    }
}

extension Kind {
    var rules: any KindRules {
        switch self {
        case .role: RoleRules()
        case .user: UserRules()
        case .deployment: DeploymentRules()
        case .app: AppRules()
        case .subscription: SubscriptionRules()
        }
    }
}

/// The endpoints that all kinds share: list, read, create, change, delete.
struct DocumentRoutes: Sendable {
    let kind: Kind
    let dialect: Dialect

    private var resource: Dialect.Resource { dialect[kind] }
    private var form: SpokenForm { SpokenForm(dialect) }

    var routes: [Route] {
        let shared = [
            route("GET", .read, list), route("GET", item: true, .read, read),
            route("POST", .create, create), route("DELETE", item: true, .delete, remove),
        ]
        switch kind {
        // A subscription is changed by making it anew (edge-api 3.8.3).
        case .subscription: return shared
        case .user: return shared + [OwnChange(dialect: dialect).route(else: update)]
        default: return shared + [route("PATCH", .update, update)]
        }
    }

    private func route(
        _ method: String, item: Bool = false, _ bit: Permission.Bit,
        _ handle: @escaping @Sendable (Call, Scope) throws -> Answer
    ) -> Route {
        Route(
            method: method, path: resource.path, takesItem: item,
            permission: Permission(resource: kind.resource, bit: bit)
        ) { call, account, ledger in
            try handle(call, Scope(ledger: ledger, organization: account.organization))
        }
    }

    @Sendable private func list(_ call: Call, _ scope: Scope) throws -> Answer {
        let page = try Page(call.query, most: dialect.limits.pageSize)
        // The name's filter matches a part of it, as documented for deployments (edge-api 3.6.2).
        let part = call.query[resource.identity]
        let views = try scope.ledger.documents(kind, in: scope.organization)
            .filter { document in part.map { document.name.contains($0) } ?? true }
            .map { try kind.rules.view($0.name, $0.fields, scope) }
            .filter { try kind.rules.lets($0, call.query) }
            .map { form.spoken($0, kind) }
        return .list("\(kind.plural) listed", page.take(views), own: resource.list, dialect)
    }

    @Sendable private func read(_ call: Call, _ scope: Scope) throws -> Answer {
        let name = try call.name()
        let view = form.spoken(try kind.rules.view(name, try existing(name, scope), scope), kind)
        let shown = try Page(call.query, most: dialect.limits.pageSize).project(view)
        return .item("\(kind.rawValue) read", shown, own: resource.item, dialect)
    }

    @Sendable private func create(_ call: Call, _ scope: Scope) throws -> Answer {
        let made = try create(try form.heard(call.body, kind), scope)
        return .item(
            "\(kind.rawValue) created", form.spoken(made.view, kind), own: resource.item, dialect,
            beside: made.members)
    }

    /// Makes a document of a body; seeds come this way too.
    func create(_ body: JSONObject, _ scope: Scope) throws -> (view: JSONObject, members: JSONObject) {
        let name = try identity(resource.postIdentity, body)
        guard kind.namePattern.accepts(name) else {
            throw Refusal.invalid("\(resource.postIdentity) must match \(kind.namePattern.text)")
        }
        guard name.count <= dialect.limits.longestName else {
            throw Refusal.invalid("\(resource.postIdentity) is longer than \(dialect.limits.longestName)")
        }
        guard !scope.ledger.cover.occurs(in: .object(body)) else {
            throw Refusal.invalid("a placeholder is no secret")
        }
        guard try scope.document(kind, name) == nil else {
            throw Refusal.exists("\(kind.rawValue) \(quoted(name)) exists")
        }
        var fields = body
        fields[resource.postIdentity] = nil
        fields[resource.identity] = .string(name)
        try TextFields.check(fields, of: kind, dialect)
        let created = try kind.rules.create(&fields, name, scope)
        try scope.ledger.insert(kind, name, fields, secret: created.secret, in: scope.organization)
        let kept = try existing(name, scope)
        let members: JSONObject = created.secret.map { [created.key: .string($0)] } ?? [:]
        return (try kind.rules.view(name, kept, scope), members)
    }

    @Sendable private func update(_ call: Call, _ scope: Scope) throws -> Answer {
        let name = try identity(resource.patchIdentity, call.body)
        let old = try existing(name, scope)
        guard !scope.ledger.cover.occurs(in: .object(call.body)) else {
            throw Refusal.invalid("a placeholder is no secret")
        }
        var fields = old
        for (key, value) in try form.heard(call.body, kind).members where key != resource.patchIdentity {
            fields[key] = value.isNull ? nil : value
        }
        fields[resource.identity] = .string(name)
        try TextFields.check(fields, of: kind, dialect)
        let members = try kind.rules.update(&fields, from: old, name, scope)
        try scope.ledger.replace(kind, name, with: fields, in: scope.organization)
        let view = try kind.rules.view(name, try existing(name, scope), scope)
        return .item(
            "\(kind.rawValue) changed", form.spoken(view, kind), own: resource.item, dialect, beside: members)
    }

    @Sendable private func remove(_ call: Call, _ scope: Scope) throws -> Answer {
        let name = try call.name()
        try kind.rules.remove(name, try existing(name, scope), scope)
        try scope.ledger.remove(kind, name, in: scope.organization)
        return .success("\(kind.rawValue) deleted")
    }

    private func existing(_ name: String, _ scope: Scope) throws -> JSONObject {
        guard let fields = try scope.document(kind, name) else {
            throw Refusal.notFound("there is no \(kind.rawValue) \(quoted(name))")
        }
        return fields
    }

    private func identity(_ key: String, _ body: JSONObject) throws(Refusal) -> String {
        guard let value = body[key], !value.isNull else { throw .missing(key) }
        guard let name = value.string else { throw .invalid("\(key) must be a text") }
        return name
    }
}
