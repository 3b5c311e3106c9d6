import EdgeCore

/// One bit on one resource: what a route demands (edge-api 4.4).
struct Permission: Sendable {
    let resource: String
    let bit: Bit

    enum Bit: Int, Sendable {
        case create = 1
        case read = 2
        case update = 4
        case delete = 8
        case execute = 16
    }

    /// The largest value of each resource id that the table knows; `bundles` 31 occurs in a suggested role.
    static let maxima: [String: Int] = [
        "apps": 15, "beUsers": 15, "bundles": 31, "consumption": 2, "dependencies": 15, "deployments": 15,
        "keys": 15, "roles": 15, "sources": 15, "subscriptions": 15, "tasks": 31, "trainings": 6,
    ]

    /// The permissions of `Administrators`: every maximum of the table.
    static var all: JSON {
        var all = JSONObject()
        for (resource, value) in maxima { all[resource] = .int(resource == "bundles" ? 15 : value) }
        return .object(all)
    }
}

extension Kind {
    /// The resource id that guards this kind.
    var resource: String {
        switch self {
        case .role: "roles"
        case .user: "beUsers"
        case .deployment: "deployments"
        case .app: "apps"
        case .subscription: "subscriptions"
        }
    }
}
