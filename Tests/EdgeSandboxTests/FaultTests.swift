import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct FaultTests {
    @Test func `a status comes before any work, as often as asked, and is counted`() async throws {
        let faults = """
            faults:
              - {route: "POST /be/v1/roles", fault: status, status: 503, retryAfter: 7, times: 2, after: 1}
            """
        try await Dock.run(faults: faults) { sandbox, caller in
            var statuses: [Int] = []
            for number in 1...5 {
                let role: JSON = ["name": .string("R\(number)"), "permissions": [:]]
                let answer = try await caller.call(.post, "/be/v1/roles", role)
                statuses.append(answer.status)
                guard answer.status == 503 else { continue }
                #expect(answer.headers["retry-after"] == "7")
                #expect(answer.json["retryAfter"] == "7")
            }
            #expect(statuses == [200, 503, 503, 200, 200])
            let model = try await sandbox.model()
            #expect(model["faults"]?.column("fired") == [2])
            let roles = model["organizations"]?["Dock"]?["roles"]?.object?.keys ?? []
            #expect(roles.filter { $0.hasPrefix("R") && $0.count == 2 } == ["R1", "R4", "R5"])
        }
    }

    @Test func `an ignored field is dropped without a word`() async throws {
        let faults = "faults: [{route: '* /be/v1/apps', fault: ignore, field: deployments}]"
        try await Dock.run(faults: faults) { sandbox, caller in
            let app: JSON = ["name": "New", "label": "N", "deployments": ["north"]]
            let made = try await caller.call(.post, "/be/v1/apps", app)
            #expect(made.status == 200)
            #expect(made.json["app"]?["deployments"] == [])
            let model = try await sandbox.model()
            #expect(model["faults"]?.column("fired") == [1])
            #expect(model["calls"]?.array?.last?["body"] == app)
        }
    }

    @Test func `a lost reply leaves the work done`() async throws {
        let faults = "faults: [{route: 'POST /be/v1/*', fault: loseReply, times: 1}]"
        try await Dock.run(faults: faults) { sandbox, caller in
            let role: JSON = ["name": "Lost", "permissions": [:]]
            await #expect(throws: HTTPError.self) {
                try await caller.call(.post, "/be/v1/roles", role)
            }
            try await caller.expect(409, .post, "/be/v1/roles", role)
            let counts = try await sandbox.model()["organizations"]?["Dock"]?["creates"]
            #expect(counts?["role/Lost"] == 1)
        }
    }

    @Test func `a status can hide that the work is done`() async throws {
        let faults = "faults: [{route: 'POST /be/v1/*', fault: status, status: 504, done: true, times: 1}]"
        try await Dock.run(faults: faults) { sandbox, caller in
            let role: JSON = ["name": "Hidden", "permissions": [:]]
            try await caller.expect(504, .post, "/be/v1/roles", role)
            try await caller.expect(409, .post, "/be/v1/roles", role)
            let counts = try await sandbox.model()["organizations"]?["Dock"]?["creates"]
            #expect(counts?["role/Hidden"] == 1)
        }
    }

    @Test func `a dropped call is reset, and nothing is done`() async throws {
        let faults = "faults: [{route: 'POST /be/v1/*', fault: drop, times: 1}]"
        try await Dock.run(faults: faults) { sandbox, caller in
            let role: JSON = ["name": "Dropped", "permissions": [:]]
            let error = try await #require(throws: HTTPError.self) {
                try await caller.call(.post, "/be/v1/roles", role)
            }
            #expect(error.mayHaveArrived)
            #expect(try await sandbox.model()["faults"]?.column("fired") == [1])
            try await caller.expect(200, .post, "/be/v1/roles", role)
        }
    }

    @Test func `a fault falls on uploads too, and the address still works afterwards`() async throws {
        let faults = "faults: [{route: 'PUT /upload/*', fault: status, status: 507, times: 1}]"
        try await Dock.run(faults: faults) { _, caller in
            let asked = try await caller.call(.post, "/be/v1/builds", ["appName": "Gull"])
            let address = try #require(asked.json["uploadUrl"]?.string)
            let bytes = try await tarBytes(["a": "a"])
            #expect(try await caller.put(address, bytes).status == 507)
            #expect(try await caller.put(address, bytes).status == 200)
        }
    }

    @Test func `a fault counts only where it takes effect`() async throws {
        let faults = "faults: [{route: '* /be/v1/*', fault: ignore, field: label, times: 1}]"
        try await Dock.run(faults: faults) { sandbox, caller in
            try await caller.expect(200, .get, "/be/v1/roles")
            #expect(try await sandbox.model()["faults"]?.column("fired") == [0])
            try await caller.expect(200, .patch, "/be/v1/roles", ["name": "Readers", "label": "L"])
            #expect(try await sandbox.model()["faults"]?.column("fired") == [1])
        }
    }

    @Test func `faults stand around each other in the order of the plan`() async throws {
        let faults = """
            faults:
              - {route: "POST /be/v1/roles", fault: loseReply, times: 1}
              - {route: "POST /be/v1/roles", fault: status, status: 500, times: 1}
            """
        try await Dock.run(faults: faults) { sandbox, caller in
            let role: JSON = ["name": "Twice", "permissions": [:]]
            await #expect(throws: HTTPError.self) { try await caller.call(.post, "/be/v1/roles", role) }
            #expect(try await sandbox.model()["faults"]?.column("fired") == [1, 1])
            try await caller.expect(200, .post, "/be/v1/roles", role)
        }
    }

    @Test func `one kind is forbidden, and all others are not`() async throws {
        let faults = "faults: [{route: '* *', fault: refuse, kind: app, times: 2}]"
        try await Dock.run(faults: faults) { sandbox, caller in
            #expect(try await caller.expect(403, .get, "/be/v1/apps/Gull").json["error"] == "forbidden")
            try await caller.expect(200, .get, "/be/v1/roles")
            try await caller.expect(403, .delete, "/be/v1/apps/Tern")
            try await caller.expect(200, .get, "/be/v1/apps/Tern")
            #expect(try await sandbox.model()["faults"]?.column("kind") == ["app"])
        }
    }

    @Test func `a session expires once, and nothing is done by that call`() async throws {
        let faults = "faults: [{route: '* *', fault: expire, times: 1, after: 1}]"
        try await Dock.run(faults: faults) { _, caller in
            let role: JSON = ["name": "Late", "permissions": [:]]
            try await caller.expect(200, .get, "/be/v1/roles")
            try await caller.expect(401, .post, "/be/v1/roles", role)
            try await caller.expect(200, .post, "/be/v1/roles", role)
        }
    }
}
