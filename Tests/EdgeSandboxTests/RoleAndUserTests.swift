import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

@Suite struct RoleAndUserTests {
    @Test func `Administrators is protected`() async throws {
        try await Dock.run { _, caller in
            let change: JSON = ["name": "Administrators", "label": "x"]
            let changed = try await caller.call(.patch, "/be/v1/roles", change)
            #expect(changed.status == 409)
            #expect(changed.json["error"] == "item-protected")
            try await caller.expect(409, .delete, "/be/v1/roles/Administrators")
        }
    }

    @Test func `a role in use stays until its user lets go`() async throws {
        try await Dock.run { _, caller in
            try await caller.expect(409, .delete, "/be/v1/roles/Readers")
            try await caller.expect(200, .delete, "/be/v1/users/reader")
            try await caller.expect(200, .delete, "/be/v1/roles/Readers")
        }
    }

    @Test(arguments: [["apps": 16], ["tasks": 32], ["trainings": 7], ["apps": "15"], ["apps": -1]] as [JSON])
    func `a permission beyond its maximum is refused`(_ permissions: JSON) async throws {
        try await Dock.run { _, caller in
            let role: JSON = ["name": "Greedy", "permissions": permissions]
            try await caller.expect(400, .post, "/be/v1/roles", role)
        }
    }

    @Test func `permissions on resources that nobody knows are kept`() async throws {
        try await Dock.run { _, caller in
            let role: JSON = ["name": "New", "permissions": ["packages": 15]]
            let made = try await caller.call(.post, "/be/v1/roles", role)
            #expect(made.json["role"]?["permissions"] == ["packages": 15])
        }
    }

    @Test func `a machine user gets a key once, and a new one kills it`() async throws {
        try await Dock.run { sandbox, caller in
            let user: JSON = ["username": "bot", "label": "Bot", "roles": ["Readers"]]
            let made = try await caller.call(.post, "/be/v1/users", user)
            let key = try #require(made.json["apiKey"]?.string)
            #expect(made.json["user"]?["apiKey"] == nil)
            let read = try await caller.call(.get, "/be/v1/users/bot")
            #expect(!read.text.contains(key))
            try await sandbox.caller("Dock", "bot", key: key).expect(200, .get, "/be/v1/apps")
            let reset: JSON = ["username": "bot", "resetCreds": true]
            let answer = try await caller.call(.patch, "/be/v1/users", reset)
            let second = try #require(answer.json["apiKey"]?.string)
            #expect(second != key)
            #expect(answer.json["user"]?["resetCreds"] == nil)
            try await sandbox.caller("Dock", "bot", key: key).expect(401, .get, "/be/v1/apps")
            let again = sandbox.caller("Dock", "bot", key: second)
            try await again.expect(200, .get, "/be/v1/apps")
            try await caller.expect(200, .delete, "/be/v1/users/bot")
            try await again.expect(401, .get, "/be/v1/apps")
        }
    }

    @Test func `a person is invited by mail and gets no key`() async throws {
        try await Dock.run { sandbox, caller in
            let user: JSON = [
                "username": "anna", "email": "anna@d.example", "firstname": "Anna", "surname": "B",
                "roles": ["Readers"],
            ]
            let made = try await caller.call(.post, "/be/v1/users", user)
            #expect(made.status == 200)
            #expect(made.json["apiKey"] == nil)
            let reset: JSON = ["username": "anna", "resetCreds": true]
            #expect(try await caller.call(.patch, "/be/v1/users", reset).json["apiKey"] == nil)
            let outbox = try await sandbox.model()["organizations"]?["Dock"]?["outbox"]
            #expect(outbox?.column("subject") == ["invitation", "reset"])
            #expect(outbox?.column("to") == ["anna@d.example", "anna@d.example"])
        }
    }

    @Test(
        arguments: [
            ["username": "x_1", "roles": ["Readers"]], ["username": "x_1", "label": "x"],
            ["username": "x_1", "label": "x", "roles": ["Nobody"]],
            ["username": "x_1", "label": "x", "roles": "Readers"],
            ["username": "x_1", "email": "e", "firstname": "f", "roles": ["Readers"]],
        ] as [JSON])
    func `an incomplete user is refused`(_ user: JSON) async throws {
        try await Dock.run { _, caller in
            try await caller.expect(400, .post, "/be/v1/users", user)
        }
    }

    @Test func `a machine cannot become a person`() async throws {
        try await Dock.run { _, caller in
            for change in [
                ["username": "reader", "email": "r@d.example"], ["username": "reader", "roles": .null],
                ["username": "reader", "roles": ["Nobody"]],
            ] as [JSON] {
                try await caller.expect(400, .patch, "/be/v1/users", change)
            }
        }
    }
}
