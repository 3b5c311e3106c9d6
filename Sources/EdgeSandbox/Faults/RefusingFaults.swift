import EdgeCore
import Foundation
import Hummingbird
import NIOCore

/// `status`: answers a status before any work is done, or instead of the answer when it is done.
struct StatusFault: Fault {
    static let word = "status"

    private let status: Int
    /// Seconds.
    private let retryAfter: Int?
    /// The message repeats the body of the call.
    private let echoes: Bool
    /// As a gateway that gave up waiting, while the Edge did its work.
    private let isDone: Bool

    init(_ options: SettingsSection) {
        status = options.number("status", in: 400...599, otherwise: nil)
        retryAfter = options.int("retryAfter")
        echoes = options.bool("echo") ?? false
        isDone = options.bool("done") ?? false
    }

    var details: JSONObject { ["status": .int(status), "done": .bool(isDone)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let answer = isDone ? try await next(exchange) : nil
        guard trigger.pull() else {
            if let answer { return answer }
            return try await next(exchange)
        }
        var message = "a fault of the sandbox"
        // The work has read the body, when it is done.
        if echoes, !isDone {
            message += ": " + String(buffer: try await exchange.request.body.collect(upTo: 1 << 20))
        }
        return Door.response(
            Answer(
                status: status, error: "fault", message: message, exchange.dialect,
                retryAfter: retryAfter))
    }
}

/// `drop`: resets the connection, and nothing is done.
struct DropFault: Fault {
    static let word = "drop"

    init(_ options: SettingsSection) {}

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        guard trigger.pull() else { return try await next(exchange) }
        let channel = exchange.context.channel
        // Without it the close would be an orderly end.
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
        throw ConnectionEnd()
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
