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

    /// Big bytes come in by PUT only; everywhere else the answer is what matters.
    var isUpload: Bool { method == "PUT" }
}
