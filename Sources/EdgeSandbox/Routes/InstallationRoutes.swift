import EdgeCore
import Foundation
import GRDB

/// The installation: ping, versions, the test task (edge-api 3.1).
struct InstallationRoutes: Sendable {
    /// The release whose contract the sandbox speaks.
    static let release = "156"

    let dialect: Dialect

    var routes: [Route] {
        [
            Route("POST", dialect.admin.pingPath, .administrator { _, _ in .success("pong") }),
            Route("GET", dialect.admin.versionsPath, .administrator(versions)),
            Route("POST", dialect.admin.testTaskPath, .administrator(submit)),
        ]
    }

    /// The hashes go by the names that the public Terraform gives them; those of tasks are known once a test task ran.
    @Sendable private func versions(_ call: Call, _ ledger: Ledger) throws -> Answer {
        let hasRun = try Row.fetchOne(ledger.database, sql: "SELECT 1 FROM testTask") != nil
        var answer: JSONObject = ["edge": .string(Self.release), "engine": .string(Self.release)]
        for name in ["edge_src_hash", "engine_src_hash", "rockitplay_html_hash"] {
            answer[name] = .string(hash(name))
        }
        for name in ["edge_task_hash", "engine_task_hash"] {
            answer[name] = hasRun ? .string(hash(name)) : .null
        }
        return .success("versions read", answer)
    }

    private func hash(_ name: String) -> String {
        String(Digest(of: Data("\(name) \(Self.release)".utf8)).hex.prefix(40))
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
