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

    @Test func `every wrong entry of a fault file is named`() throws {
        let text = """
            faults:
              - {route: "POST /x", fault: explode}
              - {route: nowhere, fault: loseReply}
              - {route: "POST /x", fault: status, status: 200}
              - {route: "POST /x", fault: ignore}
              - {route: "POST /x", fault: loseReply, tmies: 1}
              - {route: "POST /x", fault: loseReply, times: 0}
              - {route: "POST /x"}
            """
        let error = #expect(throws: CoreError.self) {
            try FaultPlan(SettingsReader(yaml: text, file: "faults.yml"))
        }
        guard case .settings(_, let problems) = error else {
            Issue.record("expected problems of settings")
            return
        }
        for line in 2...8 { #expect(problems.contains { $0.hasPrefix("line \(line):") }, "line \(line)") }
    }
}
