/// Reads and writes what stands in documents in a shape that the dialect chooses: permissions and references.
package struct DocumentShape: Sendable {
    private let dialect: Dialect
    private let shapes: Dialect.Shapes

    package init(_ dialect: Dialect) {
        self.dialect = dialect
        shapes = dialect.shapes
    }

    // MARK: - Permissions

    /// Permissions as a map of resource to number; nil for a value in another shape.
    package func permissions(_ value: JSON) -> JSONObject? {
        guard shapes.permissions == .list else { return value.object }
        guard let entries = value.array else { return nil }
        var permissions = JSONObject()
        for entry in entries {
            guard let resource = entry[shapes.permissionResource]?.string,
                let bits = entry[shapes.permissionValue]
            else { return nil }
            permissions[resource] = bits
        }
        return permissions
    }

    /// A map of resource to number, as the Edge writes it.
    package func value(permissions: JSONObject) -> JSON {
        guard shapes.permissions == .list else { return .object(permissions) }
        return .array(
            permissions.members.map { resource, bits in
                .object([shapes.permissionResource: .string(resource), shapes.permissionValue: bits])
            })
    }

    // MARK: - References

    /// The names in a reference of a kind; nil for a value in another shape. Null refers to nothing.
    ///
    /// Where references are names, one name alone and objects with a `name` are understood too.
    package func names(_ value: JSON, of kind: Kind) -> [String]? {
        if value.isNull { return [] }
        let key = nameKey(of: kind)
        if key == nil, let name = value.string { return [name] }
        guard let entries = value.array else { return nil }
        let names = entries.compactMap {
            key == nil ? $0.string ?? $0["name"]?.string : $0[key ?? ""]?.string
        }
        return names.count == entries.count ? names : nil
    }

    /// A list of names, as the Edge writes it.
    package func value(names: [String], of kind: Kind) -> JSON {
        guard let key = nameKey(of: kind) else { return .strings(names) }
        return .array(names.map { .object([key: .string($0)]) })
    }

    /// The key of the name in a reference that is an object; nil where references are names.
    package func nameKey(of kind: Kind) -> String? {
        switch kind {
        case .user: shapes.roles == .objects ? shapes.roleName : nil
        case .app: shapes.deployments == .objects ? shapes.deploymentName : nil
        case .role, .deployment, .subscription: nil
        }
    }

    // MARK: - Whole documents

    /// The names of the roles that a user holds; nil when the field is missing or in another shape.
    package func roles(of user: JSONObject) -> [String]? {
        user[dialect.users.roles].flatMap { names($0, of: .user) }
    }

    /// The deployments that an app is registered with; nil when the field is missing or in another shape, which is
    /// not the same as empty.
    package func deployments(of app: JSONObject) -> [String]? {
        app[dialect.apps.deployments].flatMap { names($0, of: .app) }
    }

    /// The permissions of a role; nil when the field is missing or in another shape.
    package func permissions(of role: JSONObject) -> JSONObject? {
        role[dialect.roles.permissions].flatMap(permissions)
    }
}
