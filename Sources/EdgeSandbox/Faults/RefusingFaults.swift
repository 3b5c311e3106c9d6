import EdgeCore
import Hummingbird

/// `status`: answers a status before any work is done.
struct StatusFault: Fault {
    static let word = "status"

    private let status: Int
    /// Seconds.
    private let retryAfter: Int?
    /// The message repeats the body of the call.
    private let echoes: Bool

    init(_ options: SettingsSection) {
        status = options.number("status", in: 400...599, otherwise: nil)
        retryAfter = options.int("retryAfter")
        echoes = options.bool("echo") ?? false
    }

    var details: JSONObject { ["status": .int(status)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        guard trigger.pull() else { return try await next(exchange) }
        var message = "a fault of the sandbox"
        if echoes {
            message += ": " + String(buffer: try await exchange.request.body.collect(upTo: 1 << 20))
        }
        return Door.response(
            Answer(
                status: status, error: "fault", message: message, exchange.dialect,
                retryAfter: retryAfter))
    }
}

/// `refuse`: forbids one kind with 403, as if no role gave the right.
struct RefuseFault: Fault {
    static let word = "refuse"

    private let kind: Kind?

    init(_ options: SettingsSection) {
        kind = options.choice("kind", Kind.self)
        if options.node("kind") == nil { options.problem("kind is missing", line: options.line) }
    }

    var details: JSONObject { ["kind": .optional(kind?.rawValue)] }

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        guard let kind, call.kind(in: scope.ledger.dialect) == kind, trigger.pull() else {
            return try next(call)
        }
        throw Refusal.forbidden("\(quoted(scope.account?.username ?? "?")) has no right to \(kind.resource)")
    }
}

/// `expire`: knows the caller's key or token no longer, and answers 401.
struct ExpireFault: Fault {
    static let word = "expire"

    init(_ options: SettingsSection) {}

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        guard scope.account != nil, trigger.pull() else { return try next(call) }
        throw Refusal.unauthorized("the session has expired")
    }
}

extension Call {
    /// The kind whose path this is.
    func kind(in dialect: Dialect) -> Kind? {
        Kind.allCases.first { path == dialect[$0].path || path.hasPrefix(dialect[$0].path + "/") }
    }
}
