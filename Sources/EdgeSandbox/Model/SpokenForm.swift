import EdgeCore

/// Between the form in which the sandbox keeps documents, permissions as a map and references as names, and the shapes
/// that its dialect speaks. Seeds are written in the kept form.
struct SpokenForm: Sendable {
    private let dialect: Dialect
    private let shape: DocumentShape

    init(_ dialect: Dialect) {
        self.dialect = dialect
        shape = DocumentShape(dialect)
    }

    /// The body of a call as it is kept.
    func heard(_ body: JSONObject, _ kind: Kind) throws(Refusal) -> JSONObject {
        var body = body
        guard let field = field(of: kind), let value = body[field], !value.isNull else { return body }
        if kind == .role {
            guard let permissions = shape.permissions(value) else {
                throw .invalid(
                    "\(field) must be a \(dialect.shapes.permissions == .map ? "map of numbers" : "list of permissions")"
                )
            }
            body[field] = .object(permissions)
        } else {
            guard value.array != nil, let names = names(value, kind) else {
                let form = shape.nameKey(of: kind).map { "objects with \($0)" } ?? "names"
                throw .invalid("\(field) must be a list of \(form)")
            }
            body[field] = .strings(names)
        }
        return body
    }

    /// A kept document as answers show it.
    func spoken(_ fields: JSONObject, _ kind: Kind) -> JSONObject {
        var fields = fields
        guard let field = field(of: kind), let value = fields[field] else { return fields }
        if kind == .role, let permissions = value.object {
            fields[field] = shape.value(permissions: permissions)
        } else if let names = value.strings {
            fields[field] = shape.value(names: names, of: kind)
        }
        return fields
    }

    /// Stricter than a client may be: names are texts.
    private func names(_ value: JSON, _ kind: Kind) -> [String]? {
        shape.nameKey(of: kind) == nil ? value.strings : shape.names(value, of: kind)
    }

    private func field(of kind: Kind) -> String? {
        switch kind {
        case .role: dialect.roles.permissions
        case .user: dialect.users.roles
        case .app: dialect.apps.deployments
        case .deployment, .subscription: nil
        }
    }
}
