import EdgeCore
import Hummingbird

/// `ignore`: drops one field of the body without a word.
struct IgnoreFault: Fault {
    static let word = "ignore"

    private let field: String

    init(_ options: SettingsSection) {
        field = options.string("field") ?? ""
        if field.isEmpty { options.problem("field is missing", line: options.line) }
    }

    var details: JSONObject { ["field": .string(field)] }

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        var call = call
        if call.body[field] != nil, trigger.pull() { call.body[field] = nil }
        return try next(call)
    }
}

/// `loseReply`: does the work, then closes the connection instead of answering.
struct LoseReplyFault: Fault {
    static let word = "loseReply"

    init(_ options: SettingsSection) {}

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let response = try await next(exchange)
        if trigger.pull() { try await exchange.context.channel.close() }
        return response
    }
}

/// `late`: does the work, and answers after so many seconds: longer than a gateway waits, a time-out hides a success.
struct LateFault: Fault {
    static let word = "late"

    private let seconds: Int

    init(_ options: SettingsSection) {
        seconds = options.number("seconds", in: 1...86_400, otherwise: nil)
    }

    var details: JSONObject { ["seconds": .int(seconds)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let response = try await next(exchange)
        if trigger.pull() { try await Task.sleep(for: .seconds(seconds)) }
        return response
    }
}

/// `giveUp`: breaks off a download that the Edge makes by itself after so many bytes; its task then fails.
struct GiveUpFault: Fault {
    static let word = "giveUp"

    private let afterBytes: Int

    init(_ options: SettingsSection) {
        afterBytes = options.number("afterBytes", in: 1...(1 << 20), otherwise: nil)
    }

    var details: JSONObject { ["afterBytes": .int(afterBytes)] }

    func givesUp(_ trigger: FaultTrigger) -> Int? { trigger.pull() ? afterBytes : nil }
}
