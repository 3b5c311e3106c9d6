import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct DialectTests {
    private static var other: Dialect {
        var other = Dialect()
        other.role.path = "/v2/groups"
        other.role.list = "groups"
        other.role.item = "group"
        other.roles.permissions = "rights"
        other.roles.administrators = "Root"
        other.user.postIdentity = "login"
        other.user.patchIdentity = "who"
        other.users.apiKey = "token"
        other.apps.deployments = "targets"
        other.apps.processing = "working"
        other.apps.builds = "versions"
        other.apps.buildID = "number"
        other.builds.app = "app"
        other.builds.uploadURL = "putTo"
        other.builds.task = "job"
        other.tasks.path = "/v2/jobs"
        other.tasks.list = "jobs"
        other.tasks.uploadType = "ul"
        other.tasks.expireField = "action"
        other.tasks.expireValue = "cancel"
        other.answers.error = "code"
        other.placeholder = "<secret>"
        return other
    }

    @Test func `the sandbox speaks another dialect`() async throws {
        let seed = """
            organizations:
              - name: Dock
                accounts: [{username: ferry, roles: [Root]}]
                deployments: [{name: north, originPrefix: p, origin: {bucket: b, secretAccessKey: s}}]
                apps: [{name: Gull, label: G, targets: [north]}]
            """
        try await withSandbox(seed: seed, configure: { $0.dialect = Self.other }) { sandbox in
            let caller = try sandbox.caller()
            let groups = try await caller.expect(200, .get, "/v2/groups")
            #expect(groups.json["groups"]?.column("name") == ["Root"])
            let group: JSON = ["name": "Some", "rights": ["apps": 2]]
            #expect(try await caller.expect(200, .post, "/v2/groups", group).json["group"] != nil)
            let user: JSON = ["login": "bot", "label": "B", "roles": ["Some"]]
            let made = try await caller.expect(200, .post, "/be/v1/users", user)
            #expect(made.json["user"]?["username"] == "bot")
            let key = try #require(made.json["token"]?.string)
            try await sandbox.caller("Dock", "bot", key: key).expect(200, .get, "/be/v1/apps")
            let changed: JSON = ["who": "bot", "label": "C"]
            let answer = try await caller.expect(200, .patch, "/be/v1/users", changed)
            #expect(answer.json["user"]?["label"] == "C")
            #expect(answer.json["user"]?["who"] == nil)
            let refused = try await caller.expect(404, .get, "/v2/groups/None")
            #expect(refused.json["code"] == "not-found")
            let north = try await caller.expect(200, .get, "/be/v1/deployments/north")
            #expect(north.json["deployment"]?["origin"]?["secretAccessKey"] == "<secret>")
        }
    }

    @Test func `builds and tasks follow the dialect too`() async throws {
        let seed = """
            organizations:
              - name: Dock
                accounts: [{username: ferry, roles: [Root]}]
                apps: [{name: Gull, label: G}]
            """
        try await withSandbox(seed: seed, configure: { $0.dialect = Self.other }) { sandbox in
            let caller = try sandbox.caller()
            let asked = try await caller.expect(200, .post, "/be/v1/builds", ["app": "Gull"])
            let task = try #require(asked.json["job"])
            let jobs = try await caller.expect(200, .get, "/v2/jobs")
            #expect(jobs.json["jobs"]?.column("type") == ["ul"])
            try await caller.expect(200, .patch, "/v2/jobs", ["id": task, "action": "cancel"])
            let again = try await caller.expect(200, .post, "/be/v1/builds", ["app": "Gull"])
            let address = try #require(again.json["putTo"]?.string)
            #expect(try await caller.put(address, try await tarBytes(["a": "a"])).status == 200)
            for _ in 0..<1000 where try await caller.app("Gull")["versions"] == [] {
                try await Task.sleep(for: .milliseconds(10))
            }
            let app = try await caller.app("Gull")
            #expect(app["versions"]?.column("number") == [1])
            #expect(app["working"] != nil)
        }
    }
}
