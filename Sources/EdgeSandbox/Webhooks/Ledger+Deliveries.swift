import EdgeCore
import GRDB

extension Ledger {
    /// Puts an event of a task into the queue of everybody who has subscribed to it.
    func announce(
        _ moment: WebhookEvent.Moment, _ stage: Stage, of item: ImportRow, exception: JSONObject? = nil,
        deployment: String? = nil
    ) throws {
        // A seed is how things stand, and no news.
        guard WebhookEvent.types.contains(stage), try setting(Seeding.mark) != nil else { return }
        let build = try item.number.flatMap { try self.build($0, of: item.app, in: item.organization) }
        let event = WebhookEvent(
            type: stage, moment: moment, organization: item.organization, app: item.app,
            build: item.label ?? build?.label ?? item.number.map(BuildRow.digits), image: build?.image,
            exception: exception, deployment: deployment)
        for subscriber in try documents(.subscription, in: item.organization)
        where subscriber.fields["types"]?.strings?.contains(stage.rawValue) == true
            && subscriber.fields["events"]?.strings?.contains(moment.rawValue) == true
        {
            try database.execute(
                sql: """
                    INSERT INTO delivery (organization, subscription, event, text, attempts, state, created)
                    VALUES (?, ?, ?, ?, 0, 'waiting', ?)
                    """,
                arguments: [item.organization, subscriber.name, event.json.canonical, event.text, now])
        }
    }

    /// The subscriptions that events wait for.
    func addressees() throws -> [(organization: String, subscription: String)] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT organization, subscription, min(id) FROM delivery WHERE state = 'waiting'
                GROUP BY organization, subscription ORDER BY min(id)
                """
        ).map { ($0["organization"], $0["subscription"]) }
    }

    /// The oldest event that waits for a subscription.
    func nextDelivery(to subscription: String, in organization: String) throws -> Delivery? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT * FROM delivery WHERE organization = ? AND subscription = ? AND state = 'waiting'
                ORDER BY id LIMIT 1
                """, arguments: [organization, subscription]
        ).map(Delivery.init)
    }

    /// Notes what came of a delivery.
    func book(
        _ delivery: Delivery, _ state: Delivery.State, attempts: Int, status: Int? = nil,
        reason: String? = nil
    ) throws {
        try database.execute(
            sql: "UPDATE delivery SET state = ?, attempts = ?, status = ?, reason = ? WHERE id = ?",
            arguments: [state.rawValue, attempts, status, reason, delivery.id])
    }

    /// Ends everything that waits for a subscription that is deleted.
    func dropDeliveries(to subscription: String, in organization: String) throws {
        try database.execute(
            sql: "DELETE FROM delivery WHERE organization = ? AND subscription = ? AND state = 'waiting'",
            arguments: [organization, subscription])
    }

    /// All deliveries of an organization, for the model.
    func deliveries(in organization: String) throws -> JSON {
        .array(
            try Row.fetchAll(
                database, sql: "SELECT * FROM delivery WHERE organization = ? ORDER BY id",
                arguments: [organization]
            ).map { row in
                [
                    "subscription": .string(row["subscription"]),
                    "event": try JSON(reading: row["event"] as String),
                    "state": .string(row["state"]), "attempts": .int(row["attempts"] as Int),
                    "status": (row["status"] as Int?).map(JSON.int) ?? .null,
                    "reason": .optional(row["reason"]),
                ]
            })
    }
}
