import CCurl
import EdgeCore
import Foundation

/// Whether a request is made again, and when; a pure function of what happened.
///
/// What is repeatable, every read above all, is repeated after 429, 5xx, time-outs and lost connections. Another
/// write is repeated only after 429, which promises that nothing was done; any other failure leaves it in doubt, and that is for the caller to settle.
struct RetryPolicy: Sendable {
    /// Tries in all.
    let attempts: Int
    /// A `Retry-After` beyond this is not waited for.
    let longestWait: Duration

    /// The first pause; each further one is twice as long.
    static let base = Duration.milliseconds(500)
    /// The longest pause of our own choice.
    static let cap = Duration.seconds(30)

    /// The pause before the next try, or nil when the outcome stands.
    ///
    /// `attempt` is the try that ended so, from 1; `random`, in `0..<1`, moves a pause within its upper half, so that
    /// clients part.
    func wait(
        after outcome: Result<HTTPResponse, HTTPError>, isRepeatable: Bool, url: String, attempt: Int,
        random: Double, date: Date
    ) -> Wait? {
        guard attempt < attempts, let reason = reason(outcome, isRepeatable) else { return nil }
        let own = Self.pause(attempt: attempt, random: random)
        // A failure has no headers.
        let asked = (try? outcome.get()).flatMap { Self.retryAfter($0.headers["retry-after"], date) }
        guard asked ?? .zero <= longestWait else { return nil }
        let duration = asked ?? own
        return Wait(
            duration: duration, reason: reason, url: url,
            end: date.addingTimeInterval(TimeInterval(duration.milliseconds) / 1000))
    }

    private func reason(_ outcome: Result<HTTPResponse, HTTPError>, _ isRepeatable: Bool) -> Wait.Reason? {
        switch outcome {
        case .success(let answer):
            switch answer.status {
            case 429: .tooManyRequests
            case 503 where isRepeatable && answer.headers["retry-after"] != nil: .maintenance
            case 500..<600 where isRepeatable: .failing(status: answer.status)
            default: nil
            }
        case .failure(let error):
            switch error {
            case .timedOut, .stalled, .connectionLost, .wrongLength: isRepeatable ? .lost : nil
            case .unreachable, .tlsRefused, .bodyTooLarge, .refused, .unknownLength, .wrongRange, .badHeader,
                .badAddress, .budgetSpent:
                nil
            }
        }
    }

    private static func pause(attempt: Int, random: Double) -> Duration {
        let whole = min(cap, base * (1 << min(attempt - 1, 16)))
        return whole / 2 + whole / 2 * random
    }

    /// Reads seconds or an HTTP date; nil for anything else.
    private static func retryAfter(_ text: String?, _ date: Date) -> Duration? {
        guard let text else { return nil }
        if let seconds = Int(text) { return seconds >= 0 ? .seconds(min(seconds, 1 << 31)) : nil }
        let moment = curl_getdate(text, nil)
        guard moment >= 0 else { return nil }
        return .seconds(max(0, TimeInterval(moment) - date.timeIntervalSince1970))
    }
}
