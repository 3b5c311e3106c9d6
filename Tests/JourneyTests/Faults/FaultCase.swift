import EdgeCore

/// One fault on one side of the main job, and how the run that it falls on may end.
struct FaultCase: Sendable, CustomStringConvertible {
    let side: Side
    /// An entry of a fault file, without its braces.
    let rule: String
    /// The statuses of docs/CONTRACT.md with which the run stops; empty when it ends equal at once.
    let stops: Set<Int32>

    init(_ side: Side, _ rule: String, stops: Set<Int32> = []) {
        self.side = side
        self.rule = rule
        self.stops = stops
    }

    var description: String { "\(side): \(rule)" }

    /// A fault file for one side.
    static func plan(_ cases: [FaultCase], of side: Side) -> String {
        "faults: [" + cases.filter { $0.side == side }.map { "{\($0.rule)}" }.joined(separator: ", ") + "]"
    }
}

extension FaultCase {
    /// Those that cost little: `make test` runs them.
    static let quick: [FaultCase] = [
        FaultCase(.source, "route: GET /be/v1/*, fault: expire, times: 1, after: 5", stops: [77]),
        FaultCase(.source, "route: GET /be/v1/users, fault: shuffle, times: 4"),
        FaultCase(.source, "route: GET /p/*, fault: cut, afterBytes: 10000, times: 1, after: 3"),
        FaultCase(.target, "route: POST /be/v1/*, fault: loseReply, times: 3, after: 2"),
        FaultCase(.target, "route: POST /be/v1/users, fault: garbage, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: cut, afterBytes: 5000, times: 1"),
    ]

    /// Each kind of fault, wherever it makes sense.
    static let all: [FaultCase] = quick + source + bucket + target + uploads

    private static let source: [FaultCase] = [
        FaultCase(.source, "route: GET /be/v1/apps*, fault: status, status: 503, retryAfter: 1, times: 2"),
        FaultCase(.source, "route: GET /be/v1/apps, fault: status, status: 500, times: 5", stops: [69]),
        FaultCase(.source, "route: GET /be/v1/*, fault: status, status: 429, retryAfter: 1, times: 2"),
        FaultCase(.source, "route: GET *, fault: refuse, kind: subscription, times: 1", stops: [1]),
        FaultCase(.source, "route: GET /be/v1/*, fault: loseReply, times: 2, after: 4"),
        FaultCase(.source, "route: GET /be/v1/*, fault: late, seconds: 1, times: 2"),
        FaultCase(.source, "route: GET /be/v1/*, fault: cut, afterBytes: 50, times: 2"),
        FaultCase(.source, "route: GET /be/v1/*, fault: announceMore, bytes: 10, times: 2, after: 2"),
        FaultCase(.source, "route: GET /be/v1/users, fault: slow, bytesPerSecond: 2000, times: 2"),
        FaultCase(.source, "route: GET /be/v1/*, fault: stall, afterBytes: 20, seconds: 1, times: 2"),
        FaultCase(.source, "route: GET /be/v1/users, fault: repeat, times: 1"),
        FaultCase(.source, "route: GET /be/v1/apps, fault: change, times: 1"),
        FaultCase(.source, "route: GET /be/v1/apps, fault: emptyList, times: 1"),
        FaultCase(.source, "route: GET /be/v1/users, fault: emptyList, times: 1, after: 2"),
        FaultCase(.source, "route: GET /be/v1/deployments, fault: garbage, times: 1", stops: [76]),
        FaultCase(.source, "route: GET /be/v1/roles/*, fault: html, times: 1", stops: [76]),
        FaultCase(.source, "route: GET /be/v1/apps/*, fault: huge, bytes: 20000000, times: 1", stops: [76]),
        FaultCase(.source, "route: GET /be/v1/*, fault: extraFields, times: 3"),
    ]

    private static let bucket: [FaultCase] = [
        FaultCase(.source, "route: GET /p/*, fault: status, status: 503, times: 2"),
        FaultCase(.source, "route: GET /p/*, fault: status, status: 404, times: 1", stops: [1]),
        FaultCase(.source, "route: GET /p/*, fault: announceMore, bytes: 100, times: 1"),
        FaultCase(.source, "route: GET /p/*, fault: announceMore, bytes: 100, times: 1, after: 1"),
        FaultCase(.source, "route: GET /p/*, fault: slow, bytesPerSecond: 50000, times: 2"),
        FaultCase(.source, "route: GET /p/*, fault: stall, afterBytes: 3000, seconds: 2, times: 1, after: 1"),
        FaultCase(.source, "route: GET /p/*, fault: loseReply, times: 2"),
        FaultCase(.source, "route: GET /p/*, fault: html, times: 1", stops: [1]),
        FaultCase(.source, "route: GET /p/*, fault: html, times: 1, after: 1", stops: [1]),
        FaultCase(.source, "route: GET /p/*, fault: huge, bytes: 30000000, times: 1, after: 1", stops: [1]),
    ]

    private static let target: [FaultCase] = [
        FaultCase(.target, "route: GET /be/v1/*, fault: status, status: 503, retryAfter: 1, times: 2"),
        FaultCase(.target, "route: POST /be/v1/*, fault: status, status: 429, retryAfter: 1, times: 2"),
        FaultCase(.target, "route: POST /be/v1/apps, fault: status, status: 500, times: 2"),
        FaultCase(.target, "route: PATCH /be/v1/apps, fault: status, status: 502, times: 1"),
        FaultCase(
            .target, "route: POST /be/v1/deployments, fault: status, status: 507, times: 1", stops: [75]),
        FaultCase(.target, "route: POST *, fault: refuse, kind: app, times: 1", stops: [77]),
        FaultCase(.target, "route: '* /be/v1/*', fault: expire, times: 1, after: 25", stops: [77]),
        FaultCase(
            .target, "route: PATCH /be/v1/apps, fault: ignore, field: deployments, times: 1", stops: [76]),
        FaultCase(.target, "route: POST /be/v1/roles, fault: ignore, field: label, times: 1", stops: [76]),
        FaultCase(.target, "route: POST /be/v1/*, fault: drop, times: 3, after: 2"),
        FaultCase(.target, "route: POST /be/v1/*, fault: status, status: 504, done: true, times: 3"),
        FaultCase(.target, "route: PATCH /be/v1/apps, fault: loseReply, times: 2"),
        FaultCase(.target, "route: POST /be/v1/*, fault: late, seconds: 2, times: 2, after: 1"),
        FaultCase(.target, "route: PATCH /be/v1/apps, fault: late, seconds: 2, times: 1"),
        FaultCase(.target, "route: '* /be/v1/apps*', fault: cut, afterBytes: 30, times: 3"),
        FaultCase(.target, "route: '* /be/v1/users*', fault: announceMore, times: 3"),
        FaultCase(.target, "route: '* /be/v1/*', fault: slow, bytesPerSecond: 5000, times: 5"),
        FaultCase(.target, "route: POST /be/v1/*, fault: stall, afterBytes: 5, seconds: 1, times: 2"),
        FaultCase(.target, "route: GET /be/v1/roles, fault: shuffle, times: 3"),
        FaultCase(.target, "route: GET /be/v1/users, fault: repeat, times: 1"),
        FaultCase(.target, "route: GET /be/v1/users, fault: change, times: 1"),
        FaultCase(.target, "route: GET /be/v1/users, fault: emptyList, times: 1"),
        FaultCase(.target, "route: GET /be/v1/tasks, fault: emptyList, times: 3, after: 2"),
        FaultCase(.target, "route: GET /be/v1/roles, fault: garbage, times: 1", stops: [76]),
        FaultCase(.target, "route: POST /be/v1/deployments, fault: garbage, times: 1"),
        FaultCase(.target, "route: POST /be/v1/builds, fault: garbage, times: 1"),
        FaultCase(.target, "route: POST /be/v1/apps, fault: html, times: 1"),
        FaultCase(.target, "route: GET /be/v1/apps/*, fault: html, times: 1", stops: [76]),
        FaultCase(.target, "route: POST /be/v1/subscriptions, fault: huge, bytes: 20000000, times: 1"),
        FaultCase(.target, "route: '* /be/v1/*', fault: extraFields, times: 40"),
    ]

    private static let uploads: [FaultCase] = [
        FaultCase(.target, "route: PUT /upload/*, fault: status, status: 503, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: status, status: 507, times: 1", stops: [75]),
        FaultCase(.target, "route: PUT /upload/*, fault: loseReply, times: 2"),
        FaultCase(.target, "route: PUT /upload/*, fault: late, seconds: 1, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: cut, afterBytes: 100000000, times: 2, after: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: announceMore, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: slow, bytesPerSecond: 100000, times: 2"),
        FaultCase(.target, "route: PUT /upload/*, fault: stall, afterBytes: 2000, seconds: 2, times: 2"),
        FaultCase(.target, "route: PUT /upload/*, fault: garbage, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: html, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: huge, bytes: 30000000, times: 1"),
    ]

    /// Those that wait until the tool gives up by itself: more than a minute each.
    static let long: [FaultCase] = [
        FaultCase(.source, "route: GET /be/v1/apps, fault: stall, afterBytes: 10, times: 1"),
        FaultCase(.source, "route: GET /p/*, fault: stall, afterBytes: 3000, times: 1, after: 1"),
        FaultCase(.target, "route: POST /be/v1/apps, fault: stall, afterBytes: 10, times: 1"),
        FaultCase(.target, "route: PUT /upload/*, fault: stall, afterBytes: 3000, times: 1"),
    ]
}
