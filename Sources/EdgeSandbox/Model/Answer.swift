import EdgeCore

/// What one call is answered with, before it becomes HTTP.
struct Answer: Sendable {
    var status = 200
    var body: JSON
    var retryAfter: Int?

    init(status: Int = 200, body: JSON, retryAfter: Int? = nil) {
        self.status = status
        self.body = body
        self.retryAfter = retryAfter
    }

    /// The success envelope around the members of one answer.
    static func success(_ message: String, _ members: JSONObject = [:]) -> Answer {
        let envelope: JSONObject = ["status": "success", "message": .string(message)]
        return Answer(body: .object(envelope.merging(members)))
    }

    /// A list, where the dialect says that lists stand.
    static func list(_ message: String, _ items: JSON, own key: String, _ dialect: Dialect) -> Answer {
        guard let key = AnswerShape(dialect).listKey(key) else { return Answer(body: items) }
        return success(message, [key: items])
    }

    /// One object, where the dialect says that it stands, and once-only secrets beside it.
    static func item(
        _ message: String, _ item: JSONObject, own key: String, _ dialect: Dialect,
        beside members: JSONObject = [:]
    ) -> Answer {
        guard let key = AnswerShape(dialect).itemKey(key) else {
            return Answer(body: .object(item.merging(members)))
        }
        return success(message, members.merging([key: .object(item)]))
    }

    /// The failure envelope, its keys from the dialect.
    init(_ refusal: Refusal, _ dialect: Dialect) {
        self.init(status: refusal.status, error: refusal.code, message: refusal.message, dialect)
    }

    /// A failure of the gateway, as the status fault makes it.
    init(
        status: Int, error: String, message: String, _ dialect: Dialect, retryAfter: Int? = nil
    ) {
        var body: JSONObject = ["status": "failed"]
        body[dialect.answers.error] = .string(error)
        body[dialect.answers.message] = .string(message)
        // The gateway gives the seconds as a string (edge-api 1.4).
        body["retryAfter"] = retryAfter.map { .string(String($0)) }
        self.init(status: status, body: .object(body), retryAfter: retryAfter)
    }

    /// An answer of the firewall, which has a shape of its own (edge-api 1.5).
    static func firewall(_ status: Int, _ message: String, retryAfter: Int? = nil) -> Answer {
        Answer(
            status: status, body: ["code": .int(status), "message": .string(message)], retryAfter: retryAfter)
    }
}
