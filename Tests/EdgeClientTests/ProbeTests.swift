import EdgeClient
import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct ProbeTests {
    @Test func `an Edge that speaks the dialect contradicts nothing, and nothing is written`() async throws {
        try await withSandbox { sandbox in
            let report = try await probe(sandbox)
            #expect(report.contradicted.isEmpty)
            #expect(report.keys.count { $0.verdict == .confirmed } > 50)
            #expect(report.rights?.rows.allSatisfy { $0.held >= $0.replay } == true)
            #expect(report.status == .done)
            #expect(try await sandbox.model()["calls"]?.array == [])
        }
    }

    @Test func `only names of keys are in the report, and no value of any document`() async throws {
        try await withSandbox { sandbox in
            let report = try await probe(sandbox)
            let text = report.lines.joined(separator: "\n") + report.json.canonical
            let model = try await sandbox.model()["organizations"]?["Harbour"] ?? [:]
            let kinds = ["roles", "deployments", "users", "apps", "subscriptions"]
            let values = kinds.flatMap { model[$0]?.texts ?? [] }
            let names = report.json.allKeys.union(report.answered.flatMap(\.fields) + ["ferry"])
            let telling = Set(values).subtracting(names).filter { $0.utf8.count >= 4 }
            #expect(telling.count > 60)
            let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
            for value in telling {
                let isThere = value.contains(" ") ? text.contains(value) : words.contains(value)
                #expect(!isThere, "\(value)")
            }
        }
    }

    @Test func `the line of the dialect that an Edge contradicts is named, with what it may have to say`()
        async throws
    {
        var spoken = Dialect()
        spoken.app.list = "titles"
        spoken.role.item = "oneRole"
        spoken.user.identity = "login"
        spoken.deployment.path = "/be/v1/outlets"
        spoken.apps.currentBuild = "newest"
        spoken.apps.patchFrom = "old"
        spoken.answers.error = "code"
        spoken.tasks.state = "phase"
        spoken.roles.administrators = "Owners"
        let seed = try String(contentsOfFile: template("sandbox-organization.yml"), encoding: .utf8)
            .replacing("Administrators", with: "Owners")
        try await withSandbox(seed: seed, configure: { [spoken] in $0.dialect = spoken }) { sandbox in
            let report = try await probe(sandbox)
            let found = Dictionary(
                uniqueKeysWithValues: report.contradicted.map { ($0.key, $0.candidates) })
            #expect(found["app.list"] == ["titles"])
            #expect(found["role.item"] == ["oneRole"])
            #expect(found["user.identity"]?.contains("login") == true)
            #expect(found["deployment.path"] == [])
            #expect(found["apps.currentBuild"] == ["newest"])
            #expect(found["apps.patchFrom"] == ["old"])
            #expect(found["answers.error"] == ["code"])
            #expect(found["tasks.state"]?.contains("phase") == true)
            #expect(found["roles.administrators"] == [])
            #expect(report.status == .findings)
        }
        spoken = Dialect()
        spoken.origin.bucket = "/origin/container"
        spoken.placeholder = "(hidden)"
        let renamed = seed.replacing("Owners", with: "Administrators").replacing(
            "bucket:", with: "container:")
        try await withSandbox(seed: renamed, configure: { [spoken] in $0.dialect = spoken }) { sandbox in
            let contradicted = try await probe(sandbox).contradicted
            #expect(contradicted.map(\.key) == ["origin.bucket", "placeholder"])
            #expect(contradicted[0].candidates.contains("/origin/container"))
        }
    }

    @Test func `the shape that an Edge has is named by one line, not by one for each kind`() async throws {
        let cases: [(change: @Sendable (inout Dialect) -> Void, found: [String: [String]])] = [
            ({ $0.shapes.lists = .bare }, ["shapes.lists": ["bare"]]),
            (
                {
                    $0.shapes.lists = .named
                    $0.shapes.listKey = "rows"
                }, ["shapes.lists": ["named"], "shapes.listKey": ["rows"]]
            ),
            ({ $0.shapes.items = .bare }, ["shapes.items": ["bare"]]),
            ({ $0.shapes.items = .named }, ["shapes.items": ["named"], "shapes.itemKey": ["data"]]),
            ({ $0.shapes.permissions = .list }, ["shapes.permissions": ["list"]]),
            ({ $0.shapes.roles = .objects }, ["shapes.roles": ["objects"], "shapes.roleName": ["name"]]),
            (
                { $0.shapes.deployments = .objects },
                ["shapes.deployments": ["objects"], "shapes.deploymentName": ["name"]]
            ),
            ({ $0.shapes.busy = .tasks }, ["shapes.busy": ["tasks"]]),
        ]
        let seed = """
            organizations:
              - name: Harbour
                accounts: [{username: ferry}]
                deployments: [{name: north, originPrefix: p, origin: {endpoint: e, bucket: b}}, {name: south, originPrefix: p, origin: {endpoint: e, bucket: c}}]
                apps: [{name: Tide, label: Tide, deployments: [north]}, {name: Ebb, label: Ebb, deployments: [south]}]
            """
        for (change, expected) in cases {
            var spoken = Dialect()
            change(&spoken)
            try await withSandbox(seed: seed, configure: { [spoken] in $0.dialect = spoken }) {
                [spoken] sandbox in
                let found = try await probe(sandbox).contradicted
                #expect(Dictionary(uniqueKeysWithValues: found.map { ($0.key, $0.candidates) }) == expected)
                // The other way round: an Edge of the default under a dialect that differs.
                let right = try await probe(sandbox, dialect: spoken)
                #expect(right.contradicted.isEmpty, "\(right.contradicted)")
            }
            try await withSandbox(seed: seed) { [spoken] sandbox in
                let back = try await probe(sandbox, dialect: spoken).contradicted
                #expect(back.contains { $0.key.hasPrefix("shapes.") }, "\(expected) \(back)")
            }
        }
    }

    @Test func `a kind that is refused and a right that is missing are said`() async throws {
        let seed = """
            organizations:
              - name: Org1
                accounts: [{username: ferry, roles: [Readers]}]
                roles: [{name: Readers, permissions: {roles: 2, beUsers: 2, apps: 2, deployments: 2, tasks: 2}}]
            """
        try await withSandbox(seed: seed) { sandbox in
            let report = try await probe(sandbox)
            #expect(report.answered.filter { $0.status == 403 }.map(\.name) == ["subscriptions"])
            #expect(report.contradicted.isEmpty)
            #expect(
                report.rights?.rows.filter { $0.held & $0.snapshot != $0.snapshot }.map(\.resource) == [
                    "subscriptions"
                ])
            #expect(report.status == .findings)
        }
    }

    @Test func `an account that nobody knows learns nothing`() async throws {
        try await withSandbox { sandbox in
            let error = await #expect(throws: ClientError.self) { try await probe(sandbox, key: "wrong") }
            #expect(error?.status == .notAllowed)
        }
    }

    private func probe(_ sandbox: RunningSandbox, key: String? = nil, dialect: Dialect = Dialect())
        async throws -> ProbeReport
    {
        let account = try sandbox.organization
        let address = try EdgeAddress(
            url: sandbox.url, organization: OrganizationName(account.name), side: .source)
        let edge = SourceEdge(
            address, .apiKey(username: account.username, key: key.map { Secret($0) } ?? account.apiKey),
            dialect: dialect, over: fastTransport())
        return try await Probe(edge).run()
    }
}
