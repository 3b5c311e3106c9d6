import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct TaskTests {
    private func ask(_ caller: RawCaller, _ app: String = "Gull") async throws -> (task: String, url: String)
    {
        let asked = try await caller.call(.post, "/be/v1/builds", ["appName": .string(app)])
        return (
            try #require(asked.json["taskId"]?.string), try #require(asked.json["uploadUrl"]?.string)
        )
    }

    @Test func `an expired upload has a dead address`() async throws {
        try await Dock.run { _, caller in
            let (task, address) = try await ask(caller)
            let open = try await caller.call(.get, "/be/v1/tasks/\(task)").json["task"]
            #expect(open?["state"] == "submitted")
            #expect(open?["type"] == "upload")
            let expire: JSON = ["id": .string(task), "state": "expired"]
            for _ in 0..<2 {
                let ended = try await caller.call(.patch, "/be/v1/tasks", expire)
                #expect(ended.json["task"]?["state"] == "expired")
            }
            #expect(try await caller.put(address, try await tarBytes(["a": "a"])).status == 404)
            #expect(try await caller.idle("Gull")["iCurBuild"] == 0)
        }
    }

    @Test func `an address takes one upload`() async throws {
        try await Dock.run { _, caller in
            let (task, address) = try await ask(caller)
            let bytes = try await tarBytes(["a": "a"])
            #expect(try await caller.put(address, bytes).status == 200)
            #expect(try await caller.put(address, bytes).status == 409)
            try await caller.idle("Gull")
            let expire: JSON = ["id": .string(task), "state": "expired"]
            try await caller.expect(409, .patch, "/be/v1/tasks", expire)
            #expect(try await caller.app("Gull")["iCurBuild"] == 1)
        }
    }

    @Test func `an address dies after a day`() async throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_700_000_000))
        try await withSandbox(
            seed: Dock.seed, configure: { $0.now = { clock.withLock { $0 } } }
        ) { sandbox in
            let caller = try sandbox.caller()
            let (task, address) = try await ask(caller)
            clock.withLock { $0 += 24 * 3600 + 1 }
            #expect(try await caller.put(address, Data([1])).status == 404)
            let state = try await caller.call(.get, "/be/v1/tasks/\(task)").json["task"]?["state"]
            #expect(state == "expired")
        }
    }

    @Test func `tasks are filtered by part of the app's name, state and type`() async throws {
        try await Dock.run { _, caller in
            let gull = try await ask(caller).task
            let tern = try await ask(caller, "Tern").task
            let ids = { (query: String) in
                try await caller.call(.get, "/be/v1/tasks?\(query)").json["tasks"]?.column("id")
            }
            #expect(try await ids("") == [.string(gull), .string(tern)])
            #expect(try await ids("appName=er") == [.string(tern)])
            #expect(try await ids("state=done") == [])
            #expect(try await ids("type=upload&limit=1&offset=1") == [.string(tern)])
        }
    }

    @Test func `wrong changes of tasks are refused`() async throws {
        try await Dock.run { _, caller in
            let (task, _) = try await ask(caller)
            for (status, body) in [
                (404, ["id": "task-99", "state": "expired"]), (404, ["id": "x", "state": "expired"]),
                (400, ["id": .string(task), "state": "done"]), (400, ["state": "expired"]),
            ] as [(Int, JSON)] {
                try await caller.expect(status, .patch, "/be/v1/tasks", body)
            }
            try await caller.expect(404, .get, "/be/v1/tasks/task-99")
        }
    }
}
