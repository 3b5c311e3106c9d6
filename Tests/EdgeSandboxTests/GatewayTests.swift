import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct GatewayTests {
    @Test func `a call without an Accept header is a bad request`() async throws {
        try await Dock.run { sandbox, caller in
            let bare = HTTPRequest(
                .get, sandbox.url + "/be/v1/roles", headers: caller.headers + [HTTPHeader("Accept", "")])
            let answer = try await Transport(TransportSettings()).send(bare)
            #expect(answer.status == 400)
        }
    }

    @Test func `an unknown GET path answers a page, everything else unknown is not found`() async throws {
        try await Dock.run { _, caller in
            let page = try await caller.call(.get, "/wrong/be/v1/apps")
            #expect(page.status == 200)
            #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
            for path in ["/be/v1/apps/Gull", "/be/v1/nothing"] {
                let stray = try await caller.call(.patch, path, ["label": "x"])
                #expect(stray.status == 404)
                #expect(stray.json["code"] == 404)
            }
            try await caller.expect(404, .patch, "/be/v1/subscriptions", ["name": "x"])
        }
    }

    @Test func `a path that ends in a slash misses its name`() async throws {
        try await Dock.run { _, caller in
            let answer = try await caller.call(.get, "/be/v1/apps/")
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "missing-param")
        }
    }

    @Test(arguments: ["export", "import", "commit"])
    func `reserved routes are not implemented and the call is kept`(_ name: String) async throws {
        try await Dock.run { sandbox, caller in
            try await caller.expect(501, .post, "/be/v1/\(name)", [:])
            let call = try #require(try await sandbox.model()["calls"]?.array?.last)
            #expect(call["path"] == .string("/be/v1/\(name)"))
            #expect(call["status"] == 501)
        }
    }

    @Test func `a body that is no JSON object is refused`() async throws {
        try await Dock.run { _, caller in
            try await caller.expect(400, .post, "/be/v1/roles", [1, 2])
            try await caller.expect(400, .post, "/be/v1/roles")
        }
    }

    @Test func `a body beyond the gateway's limit is refused`() async throws {
        try await Dock.run { _, caller in
            let body: JSON = ["name": .string(String(repeating: "x", count: 20_000_000))]
            try await caller.expect(413, .post, "/be/v1/roles", body)
        }
    }

    @Test func `the model is shown to callers on this machine only`() async throws {
        guard let address = try await outsideAddress() else {
            print("skipped: this machine has no address besides loopback")
            return
        }
        try await withSandbox(seed: Dock.seed, configure: { $0.host = "0.0.0.0" }) { sandbox in
            let caller = try sandbox.caller()
            try await caller.expect(200, .get, "/sandbox/model")
            let outside = RawCaller(
                url: sandbox.url.replacing("127.0.0.1", with: address), headers: caller.headers)
            try await outside.expect(200, .get, "/be/v1/roles")
            try await outside.expect(404, .get, "/sandbox/model")
        }
    }

    @Test func `lists are paged in the order of names`() async throws {
        try await Dock.run { _, caller in
            for number in 10..<35 {
                let role: JSON = ["name": .string("role \(number)"), "permissions": [:]]
                try await caller.expect(200, .post, "/be/v1/roles", role)
            }
            let first = try await caller.call(.get, "/be/v1/roles").json["roles"]
            #expect(first?.array?.count == 10)
            #expect(first?.column("name").first == "Administrators")
            let rest = try await caller.call(.get, "/be/v1/roles?offset=20&limit=100").json["roles"]
            #expect(rest?.array?.count == 8)
            #expect(rest?.column("name").last == "role 34")
            let beyond = try await caller.call(.get, "/be/v1/roles?offset=28&limit=100").json["roles"]
            #expect(beyond?.array?.isEmpty == true)
            let reversed = try await caller.call(.get, "/be/v1/roles?order%5B%5D=%5B-name%5D&limit=1")
            #expect(reversed.json["roles"]?.column("name") == ["role 34"])
            let names = try await caller.call(.get, "/be/v1/roles?fields[]=name&limit=1")
            #expect(names.json["roles"] == [["name": "Administrators"]])
        }
    }

    @Test(arguments: ["limit=0", "limit=101", "limit=x", "offset=-1"])
    func `a window outside the bounds is refused`(_ query: String) async throws {
        try await Dock.run { _, caller in
            try await caller.expect(400, .get, "/be/v1/apps?\(query)")
        }
    }

    @Test func `writing calls are logged with their secrets covered`() async throws {
        try await Dock.run { sandbox, caller in
            let body: JSON = ["name": "north", "origin": ["bucket": "b", "secretAccessKey": "clear"]]
            try await caller.expect(200, .patch, "/be/v1/deployments", body)
            let model = try await sandbox.model()
            let call = try #require(model["calls"]?.array?.last)
            #expect(call["method"] == "PATCH")
            #expect(call["account"] == "ferry")
            #expect(call["status"] == 200)
            #expect(call["body"]?["origin"] == ["bucket": "b", "secretAccessKey": "********"])
            let kept = model["organizations"]?["Dock"]?["deployments"]?["north"]?["origin"]
            #expect(kept?["secretAccessKey"] == "clear")
        }
    }
}
