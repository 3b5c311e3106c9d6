import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct SourceEdgeTests {
    @Test func `every kind is listed whole, page by page`() async throws {
        var seed =
            "organizations:\n  - name: Org1\n    accounts: [{username: ferry, roles: [Administrators]}]\n    apps:\n"
        for number in 0..<25 { seed += "      - {name: app\(number), label: a, deployments: []}\n" }
        try await withSandbox(seed: seed) { sandbox in
            for pageSize in [7, 10, 100] {
                var dialect = Dialect()
                dialect.limits.pageSize = pageSize
                let edge = try source(sandbox, dialect)
                let names = try await edge.list(.app).map(\.name)
                #expect(names == (0..<25).map { "app\($0)" }.sorted(by: precedes))
                #expect(try await edge.list(.subscription).isEmpty)
            }
        }
    }

    @Test func `a page size that the Edge refuses falls back to ten`() async throws {
        try await withSandbox { sandbox in
            var dialect = Dialect()
            dialect.limits.pageSize = 1000
            let users = try await source(sandbox, dialect).list(.user)
            #expect(users.count == 13)
        }
    }

    /// A list in pages of seven, and what the pages do.
    @Test(arguments: [
        "{route: GET /be/v1/roles, fault: shuffle}", "{route: GET /be/v1/roles, fault: repeat}",
        "{route: GET /be/v1/roles, fault: repeat, times: 3, after: 2}",
        "{route: GET /be/v1/roles, fault: shuffle, times: 7}, {route: GET /be/v1/roles, fault: repeat, times: 2}",
    ])
    func `pages that shuffle or repeat lose no object`(_ faults: String) async throws {
        var seed =
            "organizations:\n  - name: Org1\n    accounts: [{username: ferry, roles: [Administrators]}]\n    roles:\n"
        for number in 0..<60 { seed += "      - {name: role\(number), permissions: {}}\n" }
        try await withSandbox(seed: seed, faults: "faults: [\(faults)]") { sandbox in
            var dialect = Dialect()
            dialect.limits.pageSize = 7
            let names = try await source(sandbox, dialect).list(.role).map(\.name)
            #expect(names == (["Administrators"] + (0..<60).map { "role\($0)" }).sorted(by: precedes))
            #expect(try await sandbox.model()["faults"]?.array?.allSatisfy { $0["fired"]?.int != 0 } == true)
        }
    }

    @Test func `a list whose pages do not go on is an error, and not a short list`() async throws {
        let stuck = Array(repeating: "{route: GET /be/v1/users, fault: repeat}", count: 15)
        try await withSandbox(faults: "faults: [\(stuck.joined(separator: ", "))]") { sandbox in
            var dialect = Dialect()
            dialect.limits.pageSize = 4
            let edge = try source(sandbox, dialect)
            let error = await #expect(throws: ClientError.self) { try await edge.list(.user) }
            #expect(error?.status == .outsideContract)
            #expect(error?.hint?.contains("limits.pageSize") == true)
            guard case .stuckList(.source, "/be/v1/users", 4) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `JSON that breaks off is no Edge, and leaves a write in doubt`() async throws {
        try await withSandbox(faults: "faults: [{route: GET /be/v1/roles, fault: garbage}]") { sandbox in
            let edge = try source(sandbox)
            let error = await #expect(throws: ClientError.self) { try await edge.list(.role) }
            #expect(error?.status == .outsideContract)
            #expect(error?.leavesDoubt == true)
            guard case .brokenJSON = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `documents come in full, with what only the list or only the object says`() async throws {
        try await withSandbox { sandbox in
            let edge = try source(sandbox)
            let apps = try await edge.documents(.app)
            #expect(apps.map(\.name) == ["Drydock", "Lighthouse", "Regatta", "Tugboat"])
            let lighthouse = try #require(apps.first { $0.name == "Lighthouse" })
            #expect(lighthouse.builds(Dialect()).map(\.number) == [2, 3, 4])
            #expect(try await edge.find(ObjectID(kind: .deployment, name: "asia[1]"))?.name == "asia[1]")
            #expect(try await edge.find(ObjectID(kind: .app, name: "nothing")) == nil)
        }
    }

    @Test func `a token stands for a key, and a wrong key is refused`() async throws {
        let seed = """
            organizations:
              - name: Org1
                accounts: [{username: ferry, roles: [Administrators]}]
                tokens: [{token: t0ken, username: ferry}]
            """
        try await withSandbox(seed: seed) { sandbox in
            let edge = try source(sandbox, credentials: .bearer(token: Secret("t0ken"), username: nil))
            #expect(try await edge.list(.user).map(\.name) == ["ferry"])
            for credentials: Credentials in [
                .bearer(token: Secret("wrong"), username: nil),
                .apiKey(username: "ferry", key: Secret("wrong")),
            ] {
                let stranger = try source(sandbox, credentials: credentials)
                let error = await #expect(throws: ClientError.self) { try await stranger.list(.user) }
                #expect(error?.status == .notAllowed)
                #expect(error?.answerStatus == 401)
            }
        }
    }

    @Test func `an address that answers HTML is no Edge`() async throws {
        try await withSandbox { sandbox in
            let edge = try source(sandbox, path: "/console")
            let error = await #expect(throws: ClientError.self) { try await edge.list(.role) }
            #expect(error?.status == .outsideContract)
            guard case .notJSON = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test func `a key that the dialect gets wrong is named`() async throws {
        try await withSandbox { sandbox in
            var lists = Dialect()
            lists.role.list = "roleList"
            var items = Dialect()
            items.role.item = "theRole"
            var names = Dialect()
            names.role.identity = "title"
            let cases: [(Dialect, String)] = [
                (lists, "role.list or shapes.lists"), (items, "role.item or shapes.items"),
                (names, "role.identity"),
            ]
            for (dialect, key) in cases {
                let edge = try source(sandbox, dialect)
                let error = await #expect(throws: ClientError.self) { _ = try await edge.documents(.role) }
                #expect(error?.hint == "Correct \(key) in the dialect.")
                #expect(error?.status == .outsideContract)
            }
        }
    }

    private func source(
        _ sandbox: RunningSandbox, _ dialect: Dialect = Dialect(), path: String = "",
        credentials: Credentials? = nil
    ) throws -> SourceEdge {
        let account = try sandbox.organization
        let address = try EdgeAddress(
            url: sandbox.url + path, organization: OrganizationName(account.name), side: .source)
        return SourceEdge(
            address, credentials ?? .apiKey(username: account.username, key: account.apiKey),
            dialect: dialect,
            over: fastTransport())
    }
}

/// A transport that does not spare a sandbox and gives up at once.
func fastTransport() -> Transport {
    var settings = TransportSettings()
    settings.requestsPerSecond = 5000
    settings.attempts = 1
    return Transport(settings)
}
