import EdgeCore
import Foundation

/// One key of the dialect, and dialects in which it says something else.
struct DialectKey: Sendable {
    /// As in a dialect file: `role.list`.
    let name: String
    /// Knows nothing of the change; differs from the default where the key counts only with another one.
    let before: Dialect
    /// With the key changed to what both sides can work with.
    let together: Dialect
    /// With the key changed on a target whose caller does not know: limits are narrower than what is moved.
    let alone: Dialect

    /// All keys of the recorded form, so that none can be forgotten; `fields` names what nobody knows beforehand.
    static func all() throws -> [DialectKey] {
        let recorded = try json(Dialect()).object ?? [:]
        return try recorded.members.filter { $0.key != "fields" }.flatMap { section in
            let keys = section.value.object?.keys.map { "\(section.key).\($0)" }
            return try (keys ?? [section.key]).map(DialectKey.init)
        }
    }

    private init(_ name: String) throws {
        self.name = name
        let place = JSONPointer(name.split(separator: ".").map(String.init))
        var base = Dialect()
        switch name {
        case "shapes.listKey": base.shapes.lists = .named
        case "shapes.itemKey": base.shapes.items = .named
        case "shapes.permissionResource", "shapes.permissionValue": base.shapes.permissions = .list
        case "shapes.roleName": base.shapes.roles = .objects
        case "shapes.deploymentName": base.shapes.deployments = .objects
        case "login.tokenHeader": base.login.tokens = .header
        default: break
        }
        before = base
        let recorded = try Self.json(base)
        let value = recorded[place] ?? .null
        let changed = Self.changed[name] ?? Self.other(value)
        together = try Self.dialect(recorded.setting(changed, at: place))
        alone = try Self.dialect(recorded.setting(Self.biting[name] ?? changed, at: place))
    }

    /// What a suffix does not change.
    private static let changed: [String: JSON] = [
        "shapes.lists": "bare", "shapes.items": "bare", "shapes.permissions": "list",
        "shapes.roles": "objects",
        "shapes.deployments": "objects", "shapes.busy": "tasks", "login.tokens": "body",
        "login.tokenHeader": "x-rockit-token", "commitExport": "confirmed",
    ]

    /// Limits of a target that the organization of the walk breaks.
    private static let biting: [String: JSON] = ["limits.longestName": 15, "limits.largestPut": 512]

    private static func other(_ value: JSON) -> JSON {
        switch value {
        case .string(let text): .string(text + "X")
        case .array(let words): .array(words.map(other))
        default: .int((value.int ?? 0) / 2)
        }
    }

    private static func json(_ dialect: Dialect) throws -> JSON {
        try JSON(reading: JSONEncoder().encode(dialect))
    }

    private static func dialect(_ json: JSON) throws -> Dialect {
        try JSONDecoder().decode(Dialect.self, from: json.data)
    }
}
