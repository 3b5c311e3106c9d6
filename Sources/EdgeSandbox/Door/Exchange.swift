import EdgeCore
import Hummingbird

/// One request on its way from the door to the route that serves it.
struct Exchange: Sendable {
    typealias Step = @Sendable (Exchange) async throws -> Response

    let method: String
    /// Without query, as it came.
    let path: String
    let query: Query
    var request: Request
    let context: DoorContext
    let dialect: Dialect

    init(_ request: Request, _ context: DoorContext, _ dialect: Dialect) {
        let target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        method = request.method.rawValue
        path = parts.first.map(String.init) ?? "/"
        query = Query(parts.count > 1 ? parts[1] : "")
        self.request = request
        self.context = context
        self.dialect = dialect
    }

    /// Big bytes come in by PUT only; everywhere else the answer is what matters.
    var isUpload: Bool { method == "PUT" }
}
