import EdgeCore
import Foundation

/// One endpoint: where it is, whom it lets in, and what it does inside one transaction.
struct Route: Sendable {
    let method: String
    /// The collection; with `takesItem` one more segment names the item.
    let path: String
    var takesItem = false
    let action: Action

    /// Who may call, and what is done then.
    enum Action: Sendable {
        /// An account; with a permission, one whose roles have it.
        case account(Permission?, @Sendable (Call, Account, Ledger) throws -> Answer)
        /// Whoever has the administrator's token of the whole Edge.
        case administrator(@Sendable (Call, Ledger) throws -> Answer)
        /// Anybody: the call brings a proof of its own.
        case open(@Sendable (Call, Ledger) throws -> Answer)
    }

    init(_ method: String, _ path: String, takesItem: Bool = false, _ action: Action) {
        self.method = method
        self.path = path
        self.takesItem = takesItem
        self.action = action
    }

    init(
        method: String, path: String, takesItem: Bool = false, permission: Permission?,
        handle: @escaping @Sendable (Call, Account, Ledger) throws -> Answer
    ) {
        self.init(method, path, takesItem: takesItem, .account(permission, handle))
    }

    /// Says whether the route serves a path, and gives the item that the path names, percent-decoded.
    func match(_ method: String, _ path: String) -> (matches: Bool, item: String?) {
        guard method == self.method else { return (false, nil) }
        guard takesItem else { return (path == self.path, nil) }
        guard path.hasPrefix(self.path + "/") else { return (false, nil) }
        let segment = path.dropFirst(self.path.count + 1)
        guard !segment.contains("/") else { return (false, nil) }
        return (true, String(segment).removingPercentEncoding ?? String(segment))
    }
}

/// All endpoints of the sandbox in one dialect.
enum Routes {
    static func all(_ dialect: Dialect) -> [Route] {
        Kind.allCases.flatMap { DocumentRoutes(kind: $0, dialect: dialect).routes }
            + [BuildRoutes.submit(dialect)] + TaskRoutes(dialect: dialect).routes
            + [TriggerRoute(dialect: dialect).route, TrainingRoute(dialect: dialect).route]
            + KeyRoutes(dialect: dialect).routes
            + LoginRoutes(dialect: dialect).routes + OrganizationRoutes(dialect: dialect).routes
            + InstallationRoutes(dialect: dialect).routes + reserved
    }

    /// Routes of a real Edge whose meaning nobody knows (A3): refused, and kept in the log of calls.
    private static let reserved: [Route] = ["export", "import", "commit"].map {
        Route(method: "POST", path: "/be/v1/\($0)", permission: nil) { _, _, _ in
            throw Refusal.notImplemented
        }
    }
}
