import EdgeCore
import GRDB

/// The installation: ping, versions, the test task (edge-api 3.1).
struct InstallationRoutes: Sendable {
    /// The release whose contract the sandbox speaks.
    static let release = "156"

    let dialect: Dialect

    var routes: [Route] {
        [
            Route("POST", dialect.admin.pingPath, .administrator { _, _ in .success("pong") }),
            Route(
                "GET", dialect.admin.versionsPath,
                .administrator { _, _ in
                    .success(
                        "versions read", ["edge": .string(Self.release), "engine": .string(Self.release)])
                }),
            Route("POST", dialect.admin.testTaskPath, .administrator(submit)),
        ]
    }

    /// The hello-world task; it belongs to no organization, so only the answer and the model show it.
    @Sendable private func submit(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let message = try call.text("message")
        guard let maintenance = call.body["maintenance"] else { throw Refusal.missing("maintenance") }
        guard maintenance.bool != nil else { throw Refusal.invalid("maintenance must be true or false") }
        try ledger.database.execute(
            sql: "INSERT INTO testTask (message, maintenance, created) VALUES (?, ?, ?)",
            arguments: [message, maintenance.bool, ledger.now])
        let id = ledger.database.lastInsertedRowID
        return .success("test task submitted", [dialect.builds.task: .string("hello-\(id)")])
    }
}
