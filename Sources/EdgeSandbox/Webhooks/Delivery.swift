import EdgeCore
import Foundation
import GRDB

/// One event on its way to one subscriber.
struct Delivery: Sendable {
    /// How it stands, or how it ended.
    enum State: String, Sendable {
        case waiting
        case delivered
        case failed
        /// Never tried: there is nowhere it could or may go.
        case notSent = "not-sent"
    }

    let id: Int64
    let organization: String
    let subscription: String
    let event: JSON
    /// For a chat.
    let text: String
    let attempts: Int
    let created: String

    init(_ row: Row) throws {
        id = row["id"]
        organization = row["organization"]
        subscription = row["subscription"]
        event = try JSON(reading: row["event"] as String)
        text = row["text"]
        attempts = row["attempts"]
        created = row["created"]
    }
}

/// Where events may go.
package enum WebhookReach: Sendable {
    /// To this machine only: a copy of a real organization must not send its events to the real receivers.
    case thisMachine
    case anywhere
    /// To nobody: a rehearsal is no event.
    case nowhere

    /// Why an address is not called; nil when it is.
    func objection(to address: String?) -> String? {
        guard self != .nowhere else { return "this sandbox sends no events" }
        guard let address else { return "the subscription has no address" }
        guard let parts = URLComponents(string: address), let host = parts.host?.lowercased(),
            ["http", "https"].contains(parts.scheme?.lowercased())
        else { return "the address is none of the web" }
        guard self == .anywhere || Self.isHere(host) else { return "the address is not on this machine" }
        return nil
    }

    /// Loopback by its name or its number; a name that only begins like the number is none.
    private static func isHere(_ host: String) -> Bool {
        if ["localhost", "::1", "[::1]"].contains(host) { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
