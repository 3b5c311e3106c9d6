import EdgeCore
import GRDB

/// The whole state of the sandbox, for tests to judge by.
struct Model: Sendable {
    private let shelf: Shelf
    private let faults: FaultBook
    private let reads: BucketReads
    /// Nil without a limit.
    private let rate: RateLimit?

    init(_ life: Life, _ faults: FaultBook, _ rate: RateLimit?) {
        self.rate = rate
        shelf = life.shelf
        reads = life.bucket.reads
        self.faults = faults
    }

    func read() async throws -> JSON {
        let report = faults.report
        let reads = reads.report
        let rate = rate?.report ?? .null
        return try await shelf.read { ledger in
            var organizations = JSONObject()
            for organization in try ledger.organizations() {
                organizations[organization.name] = .object(try ledger.model(of: organization.name))
            }
            let testTasks = try Row.fetchAll(ledger.database, sql: "SELECT * FROM testTask ORDER BY id").map {
                ["message": .string($0["message"]), "maintenance": .bool($0["maintenance"])] as JSON
            }
            let calls = try String.fetchAll(ledger.database, sql: "SELECT body FROM call ORDER BY id")
            return [
                "organizations": .object(organizations), "faults": report,
                "bucketReads": reads, "rate": rate, "testTasks": .array(testTasks),
                "calls": .array(try calls.map { text throws in try JSON(reading: text) }),
            ]
        }
    }
}

extension Ledger {
    /// One organization: documents with their secrets, builds, tasks, publications, and what came to exist.
    fileprivate func model(of organization: String) throws -> JSONObject {
        var model = JSONObject()
        let scope = Scope(ledger: self, organization: organization)
        var allBuilds = JSONObject()
        for kind in Kind.allCases {
            var shown = JSONObject()
            for (name, fields) in try documents(kind, in: organization) {
                shown[name] = .object(
                    kind == .app ? try kind.rules.view(name, fields, scope) : fields)
                if kind == .app { allBuilds[name] = try builds(of: name, organization) }
            }
            model[kind.plural] = .object(shown)
        }
        model["builds"] = .object(allBuilds)
        model["onceOnly"] = .object(try onceOnlySecrets(in: organization))
        model["tasks"] = .array(
            try tasks(in: organization).map { .object(TaskRoutes(dialect: dialect).view($0)) })
        model["creates"] = .object(try creations(in: organization))
        model["outbox"] = .array(
            try String.fetchAll(
                database, sql: "SELECT body FROM mail WHERE organization = ? ORDER BY id",
                arguments: [organization]
            ).map { text throws in try JSON(reading: text) })
        model["exported"] = .optional(
            try String.fetchOne(
                database, sql: "SELECT exported FROM organization WHERE name = ?", arguments: [organization]))
        model["deliveries"] = try deliveries(in: organization)
        let places = Dictionary(grouping: try publications(in: organization), by: \.deployment)
            .mapValues { JSON.strings($0.map { "\($0.app)/\($0.number)" }) }
        model["depot"] = places[""] ?? []
        model["published"] = .object(
            JSONObject(places.filter { !$0.key.isEmpty }.map { (key: $0.key, value: $0.value) }))
        return model
    }

    private func builds(of app: String, _ organization: String) throws -> JSON {
        .array(
            try builds(of: app, in: organization).map { build in
                [
                    "id": .int(build.number), "label": .optional(build.label), "size": .int(build.size),
                    "sha256": .string(build.sha256), "created": .string(build.created),
                ]
            })
    }

    /// What was handed out once and is valid now: API keys, and signing secrets of subscriptions.
    private func onceOnlySecrets(in organization: String) throws -> JSONObject {
        let rows = try Row.fetchAll(
            database,
            sql:
                "SELECT kind || '/' || name AS key, secret FROM object WHERE organization = ? AND secret <> ''",
            arguments: [organization])
        return JSONObject(rows.map { (key: $0["key"] as String, value: .string($0["secret"] as String)) })
    }

    private func creations(in organization: String) throws -> JSONObject {
        let rows = try Row.fetchAll(
            database, sql: "SELECT key, count FROM creation WHERE organization = ?", arguments: [organization]
        )
        return JSONObject(rows.map { (key: $0["key"] as String, value: .int($0["count"] as Int)) })
    }
}
