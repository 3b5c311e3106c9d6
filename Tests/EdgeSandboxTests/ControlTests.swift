import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The levers of a rehearsal.
@Suite struct ControlTests {
    @Test(arguments: [
        "faults: [{route: 'GET /be/v1/roles', fault: status, status: 500, times: 1}]",
        #"{"faults": [{"route": "GET /be/v1/roles", "fault": "status", "status": 500, "times": 1}]}"#,
    ])
    func `faults are planned, counted and taken away while the sandbox runs`(_ plan: String) async throws {
        try await Dock.run { sandbox, caller in
            let planned = try await sandbox.control(.put, "faults", plan)
            #expect(planned["faults"]?.column("fired") == [0])
            try await caller.expect(500, .get, "/be/v1/roles")
            try await caller.expect(200, .get, "/be/v1/roles")
            #expect(try await sandbox.control(.get, "faults")["faults"]?.column("fired") == [1])
            #expect(try await sandbox.control(.put, "faults", plan)["faults"]?.column("fired") == [0])
            _ = try await sandbox.control(.delete, "faults")
            try await caller.expect(200, .get, "/be/v1/roles")
            #expect(try await sandbox.model()["faults"] == [])
        }
    }

    @Test(arguments: [
        "faults: [{route: 'GET *', fault: statsu}]", "faults: {", "fault: []", #"{"faults": [1]}"#,
    ])
    func `a plan that cannot be read is refused with its reasons, and the one before stays`(_ plan: String)
        async throws
    {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: status, status: 500, times: 1}]") {
            sandbox, caller in
            var request = HTTPRequest(.put, sandbox.url + "/sandbox/faults", body: Data(plan.utf8))
            request.headers = [HTTPHeader("Content-Type", "application/yaml")]
            let answer = try await Transport(TransportSettings()).send(request)
            #expect(answer.status == 400)
            let said = try JSON(reading: answer.body)
            #expect(said["error"]?.string?.isEmpty == false && said["why"]?.string?.isEmpty == false)
            try await caller.expect(500, .get, "/be/v1/roles")
        }
    }

    @Test func `a reset empties the sandbox and sows its seed again`() async throws {
        try await Dock.run { sandbox, caller in
            try await caller.expect(200, .post, "/be/v1/roles", ["name": "Gone", "permissions": [:]])
            try await caller.expect(200, .delete, "/be/v1/apps/Tern")
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            try await caller.idle("Gull")
            let old = try sandbox.organization
            let ready = try await sandbox.control(.post, "reset")
            #expect(ready["url"]?.string == sandbox.url)
            let key = try #require(ready["organizations"]?.array?.first?["apiKey"]?.string)
            #expect(key != old.apiKey.reveal())
            try await caller.expect(401, .get, "/be/v1/roles")
            let again = sandbox.caller(old.name, old.username, key: key)
            #expect(
                try await again.expect(200, .get, "/be/v1/apps").json["apps"]?.column("name") == [
                    "Gull", "Tern",
                ])
            #expect(try await again.app("Gull")["iCurBuild"] == 0)
            try await again.expect(404, .get, "/be/v1/roles/Gone")
            try await again.upload(try await tarBytes(["a": "b"]), to: "Gull")
            #expect(try await again.idle("Gull")["iCurBuild"] == 1)
            let dock = try await sandbox.model()["organizations"]?["Dock"]
            #expect(dock?["creates"]?["role/Gone"] == nil)
        }
    }

    @Test func `a reset does not wait for what the pipeline is doing`() async throws {
        try await Dock.run(stageTime: .seconds(3600)) { sandbox, caller in
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            #expect(try await caller.app("Gull")["processing"] == true)
            for _ in 0..<3 { _ = try await sandbox.control(.post, "reset") }
            let tasks = try await sandbox.model()["organizations"]?["Dock"]?["tasks"]
            #expect(tasks == [])
        }
    }

    @Test func `calls beside a reset are answered, by the old life, the new one, or with a pause`()
        async throws
    {
        try await Dock.run { sandbox, caller in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<50 {
                            let answer = try await caller.call(.get, "/be/v1/roles")
                            #expect(
                                [200, 401, 503].contains(answer.status), "\(answer.status) \(answer.text)")
                        }
                    }
                }
                for _ in 0..<3 { _ = try await sandbox.control(.post, "reset") }
                try await group.waitForAll()
            }
        }
    }

    @Test func `the levers are for callers on this machine only`() async throws {
        guard let address = try await outsideAddress() else {
            print("skipped: this machine has no address besides loopback")
            return
        }
        try await withSandbox(seed: Dock.seed, configure: { $0.host = "0.0.0.0" }) { sandbox in
            let outside = RawCaller(
                url: sandbox.url.replacing("127.0.0.1", with: address), headers: try sandbox.caller().headers)
            for lever in ["model", "faults", "maintenance"] {
                _ = try await sandbox.control(.get, lever)
                try await outside.expect(404, .get, "/sandbox/" + lever)
            }
            try await outside.expect(404, .post, "/sandbox/reset")
            let asked = try await outside.expect(200, .post, "/be/v1/builds", ["appName": "Gull"])
            let upload = try #require(asked.json["uploadUrl"]?.string)
            #expect(
                upload.hasPrefix("http://\(address):"), "the upload host as this caller reaches it: \(upload)"
            )
            #expect(try await outside.put(upload, try await tarBytes(["a": "a"])).status == 200)
        }
    }
}
