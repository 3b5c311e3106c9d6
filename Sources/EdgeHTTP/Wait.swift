package import Foundation

/// A pause before a request is made again.
package struct Wait: Sendable, Hashable, CustomStringConvertible {
    /// Why a request is made again.
    package enum Reason: Sendable, Hashable {
        /// 429.
        case tooManyRequests
        /// 503 with a `Retry-After`: the Edge's gateway answers so.
        case maintenance
        /// Another 5xx.
        case failing(status: Int)
        /// No answer, or not the whole of it.
        case lost
    }

    package let duration: Duration
    package let reason: Reason
    /// Redacted.
    package let url: String
    /// The time of day at which it is made again.
    package let end: Date

    /// An Edge that asks for a minute and more is no failing one.
    var isLongMaintenance: Bool { reason == .maintenance && duration >= .seconds(60) }

    /// Example: `waits 900 s, until 2026-06-01T10:15:00Z: https://edge.example.com/be/v1/apps is in maintenance`.
    package var description: String {
        let seconds = Double(duration.milliseconds) / 1000
        let amount = seconds < 10 ? String(seconds) : String(Int(seconds.rounded()))
        let cause =
            switch reason {
            case .tooManyRequests: "has too many requests"
            case .maintenance: "is in maintenance"
            case .failing(let status): "answered \(status)"
            case .lost: "did not answer completely"
            }
        // Nobody reckons with the end of a pause that is over while it is read.
        let until = seconds < 60 ? "" : ", until \(end.formatted(.iso8601))"
        return "waits \(amount) s\(until): \(url) \(cause)"
    }
}
