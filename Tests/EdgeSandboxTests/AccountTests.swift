import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct AccountTests {
    @Test func `a call without credentials is unauthorized`() async throws {
        try await Dock.run { sandbox, _ in
            let nobody = RawCaller(url: sandbox.url, headers: [])
            let answer = try await nobody.call(.get, "/be/v1/roles")
            #expect(answer.status == 401)
            #expect(answer.json["status"] == "failed")
            #expect(answer.json["error"] == "unauthorized")
        }
    }

    @Test(arguments: [
        ("Dock", "ferry", "wrong"), ("Dock", "nobody", nil), ("Elsewhere", "ferry", nil),
    ])
    func `each wrong part of the triple is unauthorized`(
        _ organization: String, _ username: String, _ key: String?
    ) async throws {
        try await Dock.run { sandbox, _ in
            let right = try sandbox.organization.apiKey.reveal()
            let caller = sandbox.caller(organization, username, key: key ?? right)
            try await caller.expect(401, .get, "/be/v1/roles")
        }
    }

    @Test func `a key and a token together are refused`() async throws {
        try await Dock.run { _, caller in
            let bearer = HTTPHeader("Authorization", "Bearer some")
            try await caller.expect(400, .get, "/be/v1/roles", headers: [bearer])
        }
    }

    @Test func `a seeded token lets its account in`() async throws {
        let seed = Dock.seed + "\n    tokens: [{token: t-1, username: reader}]"
        try await withSandbox(seed: seed) { sandbox in
            let bearer = HTTPHeader("Authorization", "Bearer t-1")
            let caller = RawCaller(url: sandbox.url, headers: [bearer])
            try await caller.expect(200, .get, "/be/v1/roles")
            try await caller.expect(403, .post, "/be/v1/roles", ["name": "x"])
            let elsewhere = HTTPHeader("x-rockit-orgname", "Elsewhere")
            try await caller.expect(401, .get, "/be/v1/roles", headers: [elsewhere])
            let wrong = RawCaller(url: sandbox.url, headers: [HTTPHeader("Authorization", "Bearer t-2")])
            try await wrong.expect(401, .get, "/be/v1/roles")
        }
    }

    @Test func `rights are the union over roles and each endpoint demands its bit`() async throws {
        try await Dock.run { sandbox, caller in
            let user: JSON = ["username": "mixed", "label": "Mixed", "roles": ["Writers"]]
            let key = try #require(try await caller.call(.post, "/be/v1/users", user).json["apiKey"]?.string)
            let mixed = sandbox.caller("Dock", "mixed", key: key)
            try await mixed.expect(403, .get, "/be/v1/apps")
            let both: JSON = ["username": "mixed", "roles": ["Writers", "Readers"]]
            try await caller.expect(200, .patch, "/be/v1/users", both)
            for path in ["apps", "roles", "users", "deployments", "subscriptions", "tasks"] {
                try await mixed.expect(200, .get, "/be/v1/\(path)")
            }
            let app: JSON = ["name": "Made", "label": "Made"]
            try await mixed.expect(200, .post, "/be/v1/apps", app)
            try await mixed.expect(200, .post, "/be/v1/builds", ["appName": "Made"])
            try await mixed.expect(403, .delete, "/be/v1/apps/Made")
            for path in ["roles", "users", "deployments", "subscriptions"] {
                let refused = try await mixed.call(.post, "/be/v1/\(path)", ["name": "x"])
                #expect(refused.status == 403)
                #expect(refused.json["error"] == "forbidden")
            }
            let expire: JSON = ["id": "task-1", "state": "expired"]
            try await mixed.expect(403, .patch, "/be/v1/tasks", expire)
        }
    }
}
