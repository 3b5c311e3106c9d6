import EdgeCore
import Foundation

/// One endpoint: where it is, what it demands, and what it does inside one transaction.
struct Route: Sendable {
    let method: String
    /// The collection; with `takesItem` one more segment names the item.
    let path: String
    var takesItem = false
    let permission: Permission?
    let handle: @Sendable (Call, Account, Ledger) throws -> Answer

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
            + [BuildRoutes.submit(dialect)] + TaskRoutes(dialect: dialect).routes + reserved
    }

    /// Routes of a real Edge whose meaning nobody knows (A3): refused, and kept in the log of calls.
    private static let reserved: [Route] = ["export", "import", "commit"].map {
        Route(method: "POST", path: "/be/v1/\($0)", permission: nil) { _, _, _ in
            throw Refusal.notImplemented
        }
    }
}
