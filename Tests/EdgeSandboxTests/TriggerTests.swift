import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct TriggerTests {
    @Test func `processing traces makes and publishes the current build anew`() async throws {
        try await Dock.run { sandbox, caller in
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            try await caller.idle("Gull")
            let body: JSON = ["action": "processTraces", "appName": "Gull"]
            let begun = try await caller.expect(200, .post, "/be/v1/trigger", body)
            try await caller.idle("Gull")
            let id = try #require(begun.json["taskId"]?.string)
            let task = try await caller.call(.get, "/be/v1/tasks/\(id)").json["task"]
            #expect(task?["type"] == "mkseq" && task?["state"] == "done")
            #expect(try await caller.app("Gull")["iCurBuild"] == 1)
            for (status, body) in [
                (400, ["action": "processTraces", "appName": "Tern"]),
                (404, ["action": "processTraces", "appName": "Nothing"]), (400, ["action": "processTraces"]),
                (400, ["action": "fly"]), (400, [:]),
            ] as [(Int, JSON)] {
                try await caller.expect(status, .post, "/be/v1/trigger", body)
            }
        }
    }

    @Test func `a failed download is tried again, and a warning is acknowledged`() async throws {
        try await Dock.run { sandbox, caller in
            let asked = try await caller.expect(
                200, .post, "/be/v1/builds", ["appName": "Gull", "url": .string("http://127.0.0.1:1/x.tar")])
            let id = try #require(asked.json["taskId"]?.string)
            let failed = try await caller.ended(id)
            #expect(failed["state"] == "failed")
            let reviewed = try await caller.expect(
                200, .patch, "/be/v1/tasks", ["id": .string(id), "acknowledged": true])
            #expect(reviewed.json["task"]?["acknowledged"] == true)
            try await caller.expect(400, .patch, "/be/v1/tasks", ["id": .string(id), "acknowledged": false])
            let retry: JSON = ["action": "retryTask", "taskId": .string(id)]
            let again = try await caller.expect(200, .post, "/be/v1/trigger", retry)
            let second = try #require(again.json["taskId"]?.string)
            #expect(try await caller.ended(second)["state"] == "failed")
            try await caller.expect(
                404, .post, "/be/v1/trigger", ["action": "retryTask", "taskId": "task-99"])
        }
    }

    @Test func `what did not fail is neither tried again nor acknowledged`() async throws {
        try await Dock.run { _, caller in
            let id = try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            try await caller.idle("Gull")
            let retry: JSON = ["action": "retryTask", "taskId": .string(id)]
            try await caller.expect(409, .post, "/be/v1/trigger", retry)
            try await caller.expect(409, .patch, "/be/v1/tasks", ["id": .string(id), "acknowledged": true])
        }
    }

    @Test func `triggers demand the execute bit of tasks`() async throws {
        try await Dock.run { sandbox, caller in
            let roles: [(name: JSON, permissions: JSON, status: Int)] = [
                ("Without", ["tasks": 15], 403), ("With", ["tasks": 16], 404),
            ]
            for (name, permissions, status) in roles {
                try await caller.expect(
                    200, .post, "/be/v1/roles", ["name": name, "permissions": permissions])
                let user: JSON = ["username": name, "label": "l", "roles": .array([name])]
                let made = try await caller.expect(200, .post, "/be/v1/users", user)
                let key = try #require(made.json["apiKey"]?.string)
                try await sandbox.caller("Dock", try #require(name.string), key: key).expect(
                    status, .post, "/be/v1/trigger", ["action": "processTraces", "appName": "Nothing"])
            }
        }
    }

    @Test func `tasks are filtered by group and by their creation`() async throws {
        try await Dock.run { _, caller in
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            try await caller.idle("Gull")
            let types = { (query: String) in
                try await caller.call(.get, "/be/v1/tasks?\(query)").json["tasks"]?.column("type")
            }
            #expect(try await types("group=exporting") == ["deploy"])
            #expect(try await types("group=processing") == ["mkraw", "mkseq", "mkdxf"])
            #expect(try await types("created=2999-01-01") == [])
            #expect(try await types("created=2000-01-01&order[]=-type&limit=2") == ["upload", "mkseq"])
        }
    }
}

extension RawCaller {
    /// Waits until a task has ended.
    func ended(_ id: String) async throws -> JSON {
        for _ in 0..<1000 {
            let task = try await call(.get, "/be/v1/tasks/\(id)").json["task"] ?? .null
            if !["submitted", "running"].contains(task["state"]?.string) { return task }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw MissingValue(what: "the task \(id) does not end")
    }
}
