import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct RestartTests {
    @Test func `a second start goes on with the state of the first`() async throws {
        try await withTemporaryFolder { folder in
            let bytes = try await tarBytes(["a": "a"])
            try await Dock.run(data: folder) { _, caller in
                try await caller.upload(bytes, to: "Gull")
                try await caller.idle("Gull")
                let role: JSON = ["name": "Kept", "permissions": [:]]
                try await caller.expect(200, .post, "/be/v1/roles", role)
            }
            try await Dock.run(data: folder) { sandbox, caller in
                try await caller.expect(200, .get, "/be/v1/roles/Kept")
                #expect(try await caller.app("Gull")["iCurBuild"] == 1)
                let dock = try await sandbox.model()["organizations"]?["Dock"]
                #expect(dock?["creates"]?.object?.members.allSatisfy { $0.value == 1 } == true)
                let address = sandbox.report.builds.replacing("{org}", with: "Dock")
                    .replacing("{app}", with: "Gull").replacing("{build}", with: "1")
                #expect(try await RawCaller(url: address, headers: []).call(.get, "").body == bytes)
            }
        }
    }

    @Test func `a build that was on its way is finished after a restart, and counted once`() async throws {
        try await withTemporaryFolder { folder in
            let bytes = try await tarBytes(["a": "a"])
            try await Dock.run(data: folder, stageTime: .seconds(60)) { _, caller in
                try await caller.upload(bytes, to: "Gull")
                #expect(try await caller.app("Gull")["processing"] == true)
            }
            try await Dock.run(data: folder) { sandbox, caller in
                #expect(try await caller.idle("Gull")["iCurBuild"] == 1)
                let dock = try await sandbox.model()["organizations"]?["Dock"]
                #expect(dock?["creates"]?["build/Gull/\(Digest(of: bytes).hex)"] == 1)
                #expect(dock?["published"] == ["north": ["Gull/1"]])
            }
        }
    }

    @Test func `an upload that nobody finished is still expected after a restart`() async throws {
        try await withTemporaryFolder { folder in
            try await Dock.run(data: folder) { _, caller in
                let asked = try await caller.call(.post, "/be/v1/builds", ["appName": "Gull"])
                let address = try #require(asked.json["uploadUrl"]?.string)
                try (address.split(separator: "/").last.map(String.init) ?? "")
                    .write(toFile: folder + "/token", atomically: true, encoding: .utf8)
            }
            try await Dock.run(data: folder) { sandbox, caller in
                let open = try await caller.call(.get, "/be/v1/tasks?state=submitted").json["tasks"]
                #expect(open?.column("type") == ["upload"])
                let token = try String(contentsOfFile: folder + "/token", encoding: .utf8)
                let bytes = try await tarBytes(["a": "a"])
                let storage = try #require(sandbox.report.builds.range(of: "/p/")).lowerBound
                let address = sandbox.report.builds[..<storage] + "/upload/" + token
                #expect(try await caller.put(String(address), bytes).status == 200)
                #expect(try await caller.idle("Gull")["iCurBuild"] == 1)
            }
        }
    }

    @Test func `a second sandbox on the same data is refused`() async throws {
        try await withTemporaryFolder { folder in
            try await Dock.run(data: folder) { _, _ in
                let error = await #expect(throws: SandboxError.self) {
                    try await Dock.run(data: folder) { _, _ in }
                }
                guard case .database = error else {
                    Issue.record("expected the database to be in use, got \(String(describing: error))")
                    return
                }
            }
        }
    }

    @Test func `a port in use is an error that says so`() async throws {
        try await Dock.run { sandbox, _ in
            let port = try #require(URL(string: sandbox.url)?.port)
            let error = await #expect(throws: SandboxError.self) {
                try await withSandbox(seed: Dock.seed, configure: { $0.port = port }) { _ in }
            }
            guard case .listen = error else {
                Issue.record("expected a port in use, got \(String(describing: error))")
                return
            }
        }
    }
}
