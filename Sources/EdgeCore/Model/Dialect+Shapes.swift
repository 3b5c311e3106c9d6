extension Dialect {
    /// How an Edge lays out what it names: closed choices, and the keys that some of them need.
    package struct Shapes: Sendable, Hashable, Codable {
        /// Where the array of a list answer stands.
        package var lists = Envelope.resource
        /// The key of every list, under `named`.
        package var listKey = "data"
        /// Where the object stands in an answer about one.
        package var items = Envelope.resource
        /// The key of every object, under `named`.
        package var itemKey = "data"
        package var permissions = Permissions.map
        /// The key of the resource, and of its number, in a list of permissions.
        package var permissionResource = "resource"
        package var permissionValue = "value"
        /// The roles of a user, and the key of a role's name among `objects`.
        package var roles = References.names
        package var roleName = "name"
        /// The deployments of an app, and the key of a deployment's name among `objects`.
        package var deployments = References.names
        package var deploymentName = "name"
        package var busy = Busy.flags
    }

    package enum Envelope: String, Sendable, Hashable, Codable, CaseIterable {
        /// Under the resource's own key: `KIND.list`, `KIND.item`.
        case resource
        /// Under one key for all kinds.
        case named
        /// The answer is the list, or the object, itself.
        case bare
    }

    package enum Permissions: String, Sendable, Hashable, Codable, CaseIterable {
        /// Resource to number.
        case map
        /// Objects with a resource and a number.
        case list
    }

    package enum References: String, Sendable, Hashable, Codable, CaseIterable {
        case names
        case objects
    }

    /// What says that an Edge still works on an app.
    package enum Busy: String, Sendable, Hashable, Codable, CaseIterable {
        /// `apps.processing` and `apps.exporting`.
        case flags
        /// Open tasks of the app; such an app has no flags.
        case tasks
    }

    /// Where the selection token and the refresh token travel.
    package enum TokenPlace: String, Sendable, Hashable, Codable, CaseIterable {
        /// In `login.tokenHeader`.
        case header
        /// In the body, under `login.selectionToken` and `login.refreshToken`.
        case body
    }

    /// The words that a choice can be, by its key; all other texts of a dialect are free.
    package static let choices: [String: [String]] = [
        "shapes.lists": Envelope.allCases.map(\.rawValue),
        "shapes.items": Envelope.allCases.map(\.rawValue),
        "shapes.permissions": Permissions.allCases.map(\.rawValue),
        "shapes.roles": References.allCases.map(\.rawValue),
        "shapes.deployments": References.allCases.map(\.rawValue),
        "shapes.busy": Busy.allCases.map(\.rawValue),
        "login.tokens": TokenPlace.allCases.map(\.rawValue),
        "commitExport": ["assumed", "confirmed"],
    ]
}
