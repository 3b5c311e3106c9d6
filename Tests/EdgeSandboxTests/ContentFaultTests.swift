import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

/// Faults on what an answer says, whose work is done all the same.
@Suite struct ContentFaultTests {
    private static let role: JSON = ["name": "New", "permissions": [:]]

    @Test func `garbage is called JSON, and the work is done`() async throws {
        try await Dock.run(faults: "faults: [{route: 'POST *', fault: garbage, times: 1}]") { _, caller in
            let answer = try await caller.expect(200, .post, "/be/v1/roles", Self.role)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.json == .null && !answer.text.isEmpty)
            try await caller.expect(409, .post, "/be/v1/roles", Self.role)
        }
    }

    @Test func `a page for people comes with 200, and the work is done`() async throws {
        try await Dock.run(faults: "faults: [{route: 'POST *', fault: html, times: 1}]") { _, caller in
            let answer = try await caller.expect(200, .post, "/be/v1/roles", Self.role)
            #expect(answer.headers["content-type"]?.hasPrefix("text/html") == true)
            try await caller.expect(409, .post, "/be/v1/roles", Self.role)
        }
    }

    @Test(arguments: [10, 1_000_001, 40_000_000])
    func `a huge answer has the bytes that were asked for, and more than a client keeps is refused`(
        _ bytes: Int
    ) async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: huge, bytes: \(bytes), times: 1}]") {
            _, caller in
            if bytes > 16 << 20 {
                await #expect(throws: HTTPError.self) { try await caller.call(.get, "/be/v1/roles") }
            } else {
                let answer = try await caller.expect(200, .get, "/be/v1/roles")
                #expect(answer.body.count == max(bytes, 36))
                #expect(answer.json["status"] == "success")
            }
            try await caller.expect(200, .get, "/be/v1/roles")
        }
    }

    @Test func `a field that nobody knows stands in the answer and in each object`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: extraFields, times: 2}]") { _, caller in
            let extra: JSON = ["since": 157]
            let list = try await caller.expect(200, .get, "/be/v1/roles")
            #expect(list.json["novelty"] == extra)
            #expect(list.json["roles"]?.column("novelty") == [extra, extra, extra])
            let one = try await caller.expect(200, .get, "/be/v1/apps/Gull")
            #expect(one.json["app"]?["novelty"] == extra)
            #expect(one.json["app"]?["deployments"] == ["north"])
            let plain = try await caller.expect(200, .get, "/be/v1/apps/Gull")
            #expect(plain.json["app"]?["novelty"] == nil)
        }
    }
}
