/// How an exchange fails, in words of a fault file.
enum ExchangeFailure: String, Sendable, CaseIterable {
    case resetBefore = "drop"
    case resetAfter = "loseReply"
    case cutAnswer = "cut, afterBytes: 20"
    case tooMany = "status, status: 429, retryAfter: 1"
    case failing = "status, status: 500"
    case badGateway = "status, status: 502"
    case maintenance = "status, status: 503, retryAfter: 5"
    case timeOutAfter = "status, status: 504, done: true"
}
