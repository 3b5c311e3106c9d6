import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The installation, whole organizations, and further API keys.
@Suite struct AdministrationTests {
    @Test func `ping, versions and the test task take the administrator's token and no other`() async throws {
        try await Dock.run { sandbox, caller in
            let admin = sandbox.administrator
            try await admin.expect(200, .post, "/srv/v1/ping", [:])
            #expect(try await admin.call(.get, "/srv/v1/versions").json["edge"] == "156")
            let hello: JSON = ["message": "hello", "maintenance": false]
            let submitted = try await admin.expect(200, .post, "/srv/v1/hello", hello)
            #expect(submitted.json["taskId"] == "hello-1")
            #expect(try await sandbox.model()["testTasks"] == [hello])
            try await admin.expect(400, .post, "/srv/v1/hello", ["message": "hello"])
            try await admin.expect(400, .post, "/srv/v1/hello", ["message": "x", "maintenance": "no"])
            for (method, path) in [
                (HTTPMethod.post, "/srv/v1/ping"), (.get, "/srv/v1/versions"), (.post, "/srv/v1/hello"),
            ] {
                try await caller.expect(401, method, path)
            }
        }
    }

    @Test func `versions are whole once a test task has run`() async throws {
        try await Dock.run { sandbox, _ in
            let admin = sandbox.administrator
            let before = try await admin.expect(200, .get, "/srv/v1/versions").json
            #expect(before["edge_src_hash"]?.string?.count == 40)
            #expect(before["engine_task_hash"] == .null)
            let hello: JSON = ["message": "hello", "maintenance": true]
            try await admin.expect(200, .post, "/srv/v1/hello", hello)
            let after = try await admin.expect(200, .get, "/srv/v1/versions").json
            #expect(after["engine_task_hash"]?.string?.count == 40)
            #expect(after["edge_src_hash"] == before["edge_src_hash"])
        }
    }

    @Test func `nothing comes in by an address from before the export was committed`() async throws {
        try await Dock.run { sandbox, caller in
            let asked = try await caller.expect(200, .post, "/be/v1/builds", ["appName": "Gull"])
            let commit: JSON = ["orgName": "Dock"]
            try await sandbox.administrator.expect(200, .post, "/adm/v1/commit", commit)
            let address = try #require(asked.json["uploadUrl"]?.string)
            #expect(try await caller.put(address, try await tarBytes(["a": "a"])).status == 404)
            #expect(try await caller.app("Gull")["iCurBuild"] == 0)
        }
    }

    @Test func `an organization that an administrator makes has its role and an invited person`() async throws
    {
        try await Dock.run { sandbox, caller in
            let admin = sandbox.administrator
            let body: JSON = ["name": "Slip", "email": "boss@slip.example", "label": "Slip"]
            try await admin.expect(200, .post, "/adm/v1/orgs", body)
            try await admin.expect(409, .post, "/adm/v1/orgs", body)
            try await admin.expect(400, .post, "/adm/v1/orgs", ["name": "Slip2"])
            try await admin.expect(400, .post, "/adm/v1/orgs", ["name": "not a name", "email": "e"])
            try await caller.expect(401, .post, "/adm/v1/orgs", body)
            let model = try await sandbox.model()["organizations"]?["Slip"]
            #expect(model?["roles"]?.object?.keys == ["Administrators"])
            #expect(model?["users"]?["administrator"]?["enabled"] == false)
            #expect(model?["outbox"]?.column("to") == ["boss@slip.example"])
            try await admin.expect(200, .delete, "/adm/v1/orgs/Slip")
            try await admin.expect(404, .delete, "/adm/v1/orgs/Slip")
            #expect(try await sandbox.model()["organizations"]?["Slip"] == nil)
        }
    }

    @Test func `an organization that an account makes answers its first password`() async throws {
        try await Dock.run { sandbox, caller in
            let body: JSON = ["name": "Slip", "email": "boss@slip.example"]
            let made = try await caller.expect(200, .post, "/be/v1/orgs", body)
            let login: JSON = [
                "username": made.json["username"] ?? .null, "password": made.json["password"] ?? .null,
            ]
            let nobody = RawCaller(url: sandbox.url, headers: [])
            let first = try await nobody.expect(200, .post, "/be/v1/login", login)
            #expect(first.json["organizations"] == ["Slip"])
        }
    }

    @Test func `an organization goes with everything, and published files only with prune`() async throws {
        for prune in [false, true] {
            try await Dock.run { sandbox, caller in
                try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
                try await caller.idle("Gull")
                try await caller.expect(403, .delete, "/be/v1/orgs/Elsewhere")
                try await caller.expect(400, .delete, "/be/v1/orgs/Dock?prune=perhaps")
                try await caller.expect(200, .delete, "/be/v1/orgs/Dock\(prune ? "?prune=true" : "")")
                try await caller.expect(401, .get, "/be/v1/apps")
                let origins = FileManager.default.enumerator(atPath: sandbox.dataFolder + "/origins")
                let images = (origins?.allObjects as? [String] ?? []).filter { $0.hasSuffix("image.json") }
                #expect(images.isEmpty == prune)
                #expect(try await sandbox.model()["organizations"] == [:])
            }
        }
    }

    @Test func `an exported organization answers reads and refuses writes, however often it is committed`()
        async throws
    {
        try await Dock.run { sandbox, caller in
            let commit: JSON = ["orgName": "Dock"]
            try await caller.expect(401, .post, "/adm/v1/commit", commit)
            try await sandbox.administrator.expect(404, .post, "/adm/v1/commit", ["orgName": "Nowhere"])
            try await sandbox.administrator.expect(400, .post, "/adm/v1/commit", [:])
            #expect(try await sandbox.model()["organizations"]?["Dock"]?["exported"] == .null)
            for _ in 0..<2 {
                try await sandbox.administrator.expect(200, .post, "/adm/v1/commit", commit)
                try await caller.expect(200, .get, "/be/v1/apps")
                let refused = try await caller.expect(
                    403, .patch, "/be/v1/apps", ["name": "Gull", "label": "new"])
                #expect(refused.json["error"] == "org-exported")
                try await caller.expect(403, .delete, "/be/v1/apps/Gull")
                try await caller.expect(403, .post, "/be/v1/builds", ["appName": "Gull"])
            }
        }
    }

    @Test func `a further key lets its account in until it is deleted`() async throws {
        try await Dock.run { sandbox, caller in
            let made = try await caller.expect(200, .post, "/be/v1/apikeys")
            let key = try #require(made.json["apiKey"]?.string)
            let id = try #require(made.json["id"]?.string)
            let second = sandbox.caller("Dock", "ferry", key: key)
            try await second.expect(200, .get, "/be/v1/apps")
            try await sandbox.caller("Dock", "reader", key: key).expect(401, .get, "/be/v1/apps")
            try await second.expect(200, .delete, "/be/v1/apikeys/\(id)")
            try await second.expect(401, .get, "/be/v1/apps")
            try await caller.expect(404, .delete, "/be/v1/apikeys/\(id)")
            try await caller.expect(404, .delete, "/be/v1/apikeys/x")
        }
    }

    @Test(arguments: ["export", "import", "commit"])
    func `routes of unknown meaning answer 501, and the call is kept`(route: String) async throws {
        try await Dock.run { sandbox, caller in
            try await caller.expect(501, .post, "/be/v1/\(route)", ["orgName": "Dock"])
            #expect(try await sandbox.model()["calls"]?.column("path") == [.string("/be/v1/\(route)")])
        }
    }
}

extension RunningSandbox {
    /// A caller with the administrator's token of the whole Edge.
    var administrator: RawCaller {
        RawCaller(
            url: url,
            headers: [HTTPHeader("x-rockit-admin-token", report.adminToken.reveal(), isSecret: true)])
    }
}
