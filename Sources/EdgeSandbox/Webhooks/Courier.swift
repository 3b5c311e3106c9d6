import EdgeCore
import EdgeHTTP
import Foundation

/// Brings events to subscribers: in order for each of them, side by side for all.
///
/// The queue is in the database: an event whose call a kill has cut short is sent again, so a receiver may see one twice.
actor Courier {
    /// Tries of one event in all.
    static let attempts = 3

    private let shelf: Shelf
    private let transport: Transport
    private let reach: WebhookReach
    /// Between two tries of one event.
    private let pause: Duration
    private var busy: Set<String> = []
    private let wakes: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    init(_ shelf: Shelf, reach: WebhookReach, pause: Duration) {
        self.shelf = shelf
        self.reach = reach
        self.pause = pause
        var settings = TransportSettings()
        settings.requestsPerSecond = 100
        settings.connectTimeout = .seconds(5)
        settings.requestTimeout = .seconds(10)
        // A receiver that is busy is tried again in its turn, as one that fails.
        settings.attempts = 1
        settings.bodyLimit = 64 << 10
        settings.userAgent = "edgeferry-sandbox"
        transport = Transport(settings)
        (wakes, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        wakeUp.yield()
    }

    /// Says that there may be something to bring.
    nonisolated func wake() { wakeUp.yield() }

    /// Brings until it is cancelled, or until the database fails.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await _ in wakes {
                for (organization, subscription) in try await shelf.read({ try $0.addressees() }) {
                    let lane = "\(organization)/\(subscription)"
                    guard busy.insert(lane).inserted else { continue }
                    group.addTask {
                        do {
                            try await self.serve(subscription, organization)
                        } catch {
                            self.wakeUp.finish()
                            throw error
                        }
                        await self.free(lane)
                    }
                }
            }
        }
    }

    private func free(_ lane: String) {
        busy.remove(lane)
        wake()
    }

    /// Brings one event after the other, until none waits for the subscription.
    nonisolated private func serve(_ subscription: String, _ organization: String) async throws {
        while true {
            let next = try await shelf.read { ledger in
                try ledger.nextDelivery(to: subscription, in: organization).map { delivery in
                    (
                        delivery, try ledger.document(.subscription, subscription, in: organization) ?? [:],
                        try ledger.secret(.subscription, subscription, in: organization) ?? ""
                    )
                }
            }
            guard let (delivery, subscriber, secret) = next else { return }
            if let objection = reach.objection(to: subscriber["url"]?.string) {
                try await shelf.write { try $0.book(delivery, .notSent, attempts: 0, reason: objection) }
            } else {
                try await send(delivery, to: subscriber, secret)
            }
        }
    }

    nonisolated private func send(_ delivery: Delivery, to subscriber: JSONObject, _ secret: String)
        async throws
    {
        let count = delivery.attempts + 1
        let (status, reason) = try await call(request(delivery, subscriber, secret))
        if let status, (200..<300).contains(status) {
            return try await shelf.write {
                try $0.book(delivery, .delivered, attempts: count, status: status)
            }
        }
        let isLast = count >= Self.attempts
        try await shelf.write {
            try $0.book(
                delivery, isLast ? .failed : .waiting, attempts: count, status: status,
                reason: reason ?? "the receiver refused it")
        }
        if !isLast { try await Task.sleep(for: pause) }
    }

    nonisolated private func call(_ request: HTTPRequest) async throws -> (status: Int?, reason: String?) {
        do {
            return (try await transport.send(request).status, nil)
        } catch let error as HTTPError {
            return (nil, error.why ?? error.what)
        }
    }

    /// The documented call; a chat gets the same for people, and verifies nothing.
    nonisolated private func request(_ delivery: Delivery, _ subscriber: JSONObject, _ secret: String)
        -> HTTPRequest
    {
        let address = subscriber["url"]?.string ?? ""
        let form = HTTPHeader("Content-Type", "application/json")
        if subscriber["kind"] == "slack" {
            let body: JSON = ["text": .string(delivery.text), "channel": subscriber["channel"] ?? .null]
            return HTTPRequest(.post, address, headers: [form], body: body.data)
        }
        let issued = Int(Timestamp.date(delivery.created)?.timeIntervalSince1970 ?? 0)
        let token = WebToken.make(
            [
                "iat": .int(issued), "orgName": .string(delivery.organization),
                "name": .string(delivery.subscription),
            ], secret: secret)
        return HTTPRequest(
            .post, address, headers: [form, HTTPHeader("x-rockit-subscriptions", token, isSecret: true)],
            body: delivery.event.data)
    }
}
