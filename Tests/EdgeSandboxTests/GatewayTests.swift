import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct GatewayTests {
    /// The dock behind a gateway of one form.
    private func withGateway(
        _ configure: (inout GatewaySettings) -> Void, faults: String = "",
        _ body: @escaping @Sendable (RunningSandbox, RawCaller) async throws -> Void
    ) async throws {
        try await withSandbox(seed: Dock.seed, faults: faults, configure: { configure(&$0.gateway) }) {
            try await body($0, try $0.caller())
        }
    }

    @Test(arguments: [(GatewayProfile.container, 400), (.functions, 200)])
    func `a call without an Accept header is refused by the firewall, where there is one`(
        _ profile: GatewayProfile, _ status: Int
    ) async throws {
        try await withGateway {
            $0.profile = profile
        } _: { sandbox, caller in
            let bare = HTTPRequest(
                .get, sandbox.url + "/be/v1/roles", headers: caller.headers + [HTTPHeader("Accept", "")])
            let answer = try await Transport(TransportSettings()).send(bare)
            #expect(answer.status == status)
            guard status == 400 else { return }
            #expect(try JSON(reading: answer.body) == ["code": 400, "message": "Bad Request"])
        }
    }

    @Test(arguments: GatewayProfile.allCases)
    func `an unknown GET path outside the API answers a page, everything else unknown is not found`(
        _ profile: GatewayProfile
    ) async throws {
        try await withGateway {
            $0.profile = profile
        } _: { _, caller in
            for path in ["/", "/wrong/be/v1/apps", "/api/be/v1/apps"] {
                let page = try await caller.expect(200, .get, path)
                #expect(page.headers["content-type"]?.hasPrefix("text/html") == true)
            }
            for path in ["/be/v1/nothing", "/be/v2/apps", "/adm", "/client/v1/x"] {
                let stray = try await caller.expect(404, .get, path)
                #expect(stray.json == ["code": 404, "message": "Not Found"])
            }
            for path in ["/be/v1/apps/Gull", "/be/v1/nothing", "/be/v1/subscriptions", "/wrong"] {
                let stray = try await caller.expect(404, .patch, path, ["label": "x"])
                #expect(stray.json == ["code": 404, "message": "Not Found"])
            }
        }
    }

    @Test(arguments: [(GatewayProfile.container, 400), (.functions, 404)])
    func `bytes come in at the upload host only`(_ profile: GatewayProfile, _ status: Int) async throws {
        try await withGateway {
            $0.profile = profile
        } _: { sandbox, caller in
            let asked = try await caller.expect(200, .post, "/be/v1/builds", ["appName": "Gull"])
            let address = try #require(asked.json["uploadUrl"]?.string)
            #expect(address.hasPrefix(sandbox.storageURL) && !address.hasPrefix(sandbox.url))
            let bytes = try await tarBytes(["a": "a"])
            let wrong = address.replacing(sandbox.storageURL, with: sandbox.url)
            #expect(try await caller.put(wrong, bytes).status == status)
            #expect(try await caller.put(address, bytes).status == 200)
            let astray = RawCaller(url: sandbox.storageURL, headers: caller.headers)
            try await astray.expect(404, .get, "/be/v1/roles")
        }
    }

    @Test func `more calls than the limit allows in a second are refused, and nothing is done by them`()
        async throws
    {
        try await withGateway {
            $0.requestsPerSecond = 5
        } _: { sandbox, caller in
            // Side by side: on a busy machine one after the other would keep below the limit.
            let answers = try await withThrowingTaskGroup(of: RawAnswer.self) { group in
                for number in 1...30 {
                    group.addTask {
                        let role: JSON = ["name": .string("R\(number)"), "permissions": [:]]
                        return try await caller.call(.post, "/be/v1/roles", role)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let statuses = answers.map(\.status)
            let refused = answers.filter { $0.status == 429 }
            #expect(refused.allSatisfy { $0.headers["retry-after"] == "1" })
            #expect(Set(statuses) == [200, 429])
            let model = try await sandbox.model()
            #expect(model["rate"]?["refused"]?.int == refused.count)
            let roles = model["organizations"]?["Dock"]?["roles"]?.object?.keys ?? []
            #expect(
                roles.count { $0.hasPrefix("R") && $0 != "Readers" } == statuses.count { $0 == 200 })
        }
    }

    @Test func `maintenance stops the API and leaves the installation's own calls`() async throws {
        try await Dock.run { sandbox, caller in
            let on = try await sandbox.control(.put, "maintenance", "")
            #expect(on == ["maintenance": true, "retryAfter": 900, "refused": 0])
            for path in ["/be/v1/apps", "/adm/v1/orgs", "/client/v1/x"] {
                let answer = try await caller.expect(503, .get, path)
                #expect(answer.headers["retry-after"] == "900")
                #expect(answer.json["error"] == "maintenance")
                #expect(answer.json["retryAfter"] == "900")
            }
            let admin = [HTTPHeader("x-rockit-admin-token", sandbox.report.adminToken.reveal())]
            try await caller.expect(200, .get, "/srv/v1/versions", headers: admin)
            #expect(try await sandbox.control(.put, "maintenance", "retryAfter: 3")["retryAfter"] == 3)
            #expect(try await sandbox.control(.get, "maintenance")["refused"] == 0)
            try await caller.expect(503, .get, "/be/v1/apps")
            #expect(try await sandbox.control(.get, "maintenance")["refused"] == 1)
            _ = try await sandbox.control(.delete, "maintenance")
            try await caller.expect(200, .get, "/be/v1/apps")
        }
    }

    @Test func `a call that takes too long is cut, and its work is done all the same`() async throws {
        let faults = "faults: [{route: 'POST /be/v1/roles', fault: late, seconds: 60}]"
        try await withGateway({ $0.cut = .milliseconds(100) }, faults: faults) { sandbox, caller in
            let role: JSON = ["name": "Slow", "permissions": [:]]
            let cut = try await caller.expect(504, .post, "/be/v1/roles", role)
            #expect(cut.json["code"] == 504)
            let made = try await sandbox.model()["organizations"]?["Dock"]?["creates"]?["role/Slow"]
            #expect(made == 1)
        }
    }

    @Test
    func `a path that ends in a slash is an item without a name to a container, and nothing to functions`()
        async throws
    {
        try await withGateway {
            $0.profile = .container
        } _: { _, caller in
            let answer = try await caller.expect(400, .get, "/be/v1/apps/")
            #expect(answer.json["error"] == "missing-param")
        }
        try await withGateway {
            $0.profile = .functions
        } _: { _, caller in
            let answer = try await caller.expect(404, .get, "/be/v1/apps/")
            #expect(answer.json["code"] == 404)
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

    @Test(arguments: [(GatewayProfile.container, 20_000_000), (.functions, 6_000_000)])
    func `a body beyond the gateway's limit is refused`(_ profile: GatewayProfile, _ limit: Int) async throws
    {
        try await withGateway {
            $0.profile = profile
        } _: { _, caller in
            let frame = #"{"name":""}"#.utf8.count
            for size in [limit, limit + 1] {
                let body: JSON = ["name": .string(String(repeating: "x", count: size - frame))]
                // No role has so long a name; but only the gateway says so with 413.
                let status = try await caller.call(.patch, "/be/v1/roles", body).status
                #expect((status == 413) == (size > limit), "\(size) bytes: \(status)")
            }
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
