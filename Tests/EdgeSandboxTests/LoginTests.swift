import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct LoginTests {
    @Test func `a password, then an organization, gives tokens that let in`() async throws {
        try await Pier.run { pier in
            let first = try await pier.nobody.expect(
                200, .post, "/be/v1/login", ["username": "ada", "password": "sesame"])
            #expect(first.json["organizations"] == ["Pier", "Quay"])
            let tokens = try await pier.logIn("ada", "sesame", to: "Quay")
            try await pier.bearer(tokens.access).expect(200, .get, "/be/v1/roles")
            let elsewhere = HTTPHeader("x-rockit-orgname", "Pier")
            try await pier.bearer(tokens.access).expect(401, .get, "/be/v1/roles", headers: [elsewhere])
            // A refresh token is no access token, nor is a selection token.
            try await pier.bearer(tokens.refresh).expect(401, .get, "/be/v1/roles")
        }
    }

    @Test func `wrong passwords, machines, and organizations of others are refused`() async throws {
        try await Pier.run { pier in
            for (user, password) in [("ada", "wrong"), ("ferry", "sesame"), ("nobody", "sesame")] {
                let body: JSON = ["username": .string(user), "password": .string(password)]
                try await pier.nobody.expect(401, .post, "/be/v1/login", body)
            }
            try await pier.nobody.expect(400, .post, "/be/v1/login", ["username": "ada"])
            try await pier.nobody.expect(400, .post, "/be/v1/login", [:])
            let selection = try await pier.selection("grace", "murray")
            try await pier.bearer(selection).expect(401, .post, "/be/v1/login", ["orgName": "Pier"])
            try await pier.bearer("wrong").expect(401, .post, "/be/v1/login", ["orgName": "Quay"])
        }
    }

    @Test
    func `tokens end as documented: selection and access after a quarter of an hour, refresh after a day`()
        async throws
    {
        try await Pier.run { pier in
            let selection = try await pier.selection("ada", "sesame")
            pier.pass(15 * 60 + 1)
            try await pier.bearer(selection).expect(401, .post, "/be/v1/login", ["orgName": "Pier"])
            let tokens = try await pier.logIn("ada", "sesame", to: "Pier")
            pier.pass(15 * 60 - 1)
            try await pier.bearer(tokens.access).expect(200, .get, "/be/v1/roles")
            pier.pass(2)
            try await pier.bearer(tokens.access).expect(401, .get, "/be/v1/roles")
            pier.pass(23 * 3600)
            let renewed = try await pier.refresh(tokens.refresh)
            try await pier.bearer(renewed.access).expect(200, .get, "/be/v1/roles")
            pier.pass(24 * 3600 + 1)
            try await pier.bearer(renewed.refresh).expect(401, .post, "/be/v1/refresh", [:])
        }
    }

    @Test func `a refresh token works once, and a logout ends all tokens of its login`() async throws {
        try await Pier.run { pier in
            let tokens = try await pier.logIn("ada", "sesame", to: "Pier")
            let renewed = try await pier.refresh(tokens.refresh)
            try await pier.bearer(tokens.refresh).expect(401, .post, "/be/v1/refresh", [:])
            try await pier.nobody.expect(401, .post, "/be/v1/refresh", [:])
            let other = try await pier.logIn("ada", "sesame", to: "Pier")
            try await pier.bearer(renewed.access).expect(200, .post, "/be/v1/logout", [:])
            try await pier.bearer(renewed.access).expect(401, .get, "/be/v1/roles")
            try await pier.bearer(renewed.refresh).expect(401, .post, "/be/v1/refresh", [:])
            try await pier.bearer(other.access).expect(200, .get, "/be/v1/roles")
            try await pier.sandbox.caller().expect(400, .post, "/be/v1/logout", [:])
        }
    }

    @Test func `one's own data and password can be changed without a right, and nothing else`() async throws {
        try await Pier.run { pier in
            let grace = pier.bearer(try await pier.logIn("grace", "murray", to: "Quay").access)
            try await grace.expect(200, .patch, "/be/v1/users", ["username": "grace", "title": "Admiral"])
            try await grace.expect(
                403, .patch, "/be/v1/users", ["username": "grace", "roles": ["Administrators"]])
            try await grace.expect(403, .patch, "/be/v1/users", ["username": "ada", "title": "x"])
            let change = { (old: JSON, new: JSON) -> JSON in
                ["username": "grace", "oldPW": old, "newPW": new]
            }
            try await grace.expect(403, .patch, "/be/v1/users", change("wrong", "hopper"))
            try await grace.expect(400, .patch, "/be/v1/users", change("murray", ""))
            try await grace.expect(200, .patch, "/be/v1/users", change("murray", "hopper"))
            // Whoever was logged in is logged out.
            try await grace.expect(401, .get, "/be/v1/roles")
            let old: JSON = ["username": "grace", "password": "murray"]
            try await pier.nobody.expect(401, .post, "/be/v1/login", old)
            _ = try await pier.logIn("grace", "hopper", to: "Quay")
            let model = try await pier.sandbox.model()["organizations"]?["Quay"]?["users"]?["grace"]
            #expect(model?["newPW"] == nil && model?["oldPW"] == nil)
        }
    }

    @Test func `passwords are neither kept in documents nor in the log of calls`() async throws {
        try await Pier.run { pier in
            let caller = try pier.sandbox.caller()
            let person: JSON = [
                "username": "alan", "email": "alan@p.example", "firstname": "Alan", "surname": "M",
                "roles": ["Administrators"], "password": "planted1", "oldPW": "planted2",
            ]
            try await caller.expect(200, .post, "/be/v1/users", person)
            try await caller.expect(200, .patch, "/be/v1/users", ["username": "alan", "oldPW": "planted3"])
            let login: JSON = ["username": "alan", "password": "planted4"]
            try await pier.nobody.expect(401, .post, "/be/v1/login", login)
            let change: JSON = ["username": "ferry", "oldPW": "planted5", "newPW": "planted6"]
            try await caller.expect(403, .patch, "/be/v1/users", change)
            let text = try await pier.sandbox.model().canonical
            #expect(text.contains("alan@p.example"))
            #expect(!text.contains("planted"))
        }
    }

    @Test func `new credentials take full rights, and end logins, keys and the old password`() async throws {
        try await Pier.run { pier in
            let caller = try pier.sandbox.caller()
            let person = pier.bearer(try await pier.logIn("ada", "sesame", to: "Pier").access)
            let key = try #require(
                try await person.expect(200, .post, "/be/v1/apikeys").json["apiKey"]?.string)
            let robot = pier.sandbox.caller("Pier", "ada", key: key)
            try await robot.expect(200, .get, "/be/v1/roles")
            try await caller.expect(
                200, .post, "/be/v1/roles", ["name": "Half", "permissions": ["beUsers": 7]])
            let half: JSON = ["username": "half", "label": "H", "roles": ["Half"]]
            let made = try await caller.expect(200, .post, "/be/v1/users", half)
            let halfway = pier.sandbox.caller(
                "Pier", "half", key: try #require(made.json["apiKey"]?.string))
            let reset: JSON = ["username": "ada", "resetCreds": true]
            try await halfway.expect(403, .patch, "/be/v1/users", reset)
            try await robot.expect(200, .get, "/be/v1/roles")
            try await caller.expect(200, .patch, "/be/v1/users", reset)
            try await robot.expect(401, .get, "/be/v1/roles")
            try await person.expect(401, .get, "/be/v1/roles")
            let mail = try await pier.sandbox.model()["organizations"]?["Pier"]?["outbox"]?.array?.last
            #expect(mail?["subject"] == "reset")
            let accept: JSON = ["token": mail?["token"] ?? .null, "newPW": "again"]
            try await pier.nobody.expect(200, .post, "/be/v1/signup", accept)
            _ = try await pier.logIn("ada", "again", to: "Pier")
        }
    }

    @Test func `an invitation enables a person once`() async throws {
        try await Pier.run { pier in
            let caller = try pier.sandbox.caller()
            let person: JSON = [
                "username": "alan", "email": "alan@p.example", "firstname": "Alan", "surname": "M",
                "roles": ["Administrators"],
            ]
            let made = try await caller.expect(200, .post, "/be/v1/users", person)
            #expect(made.json["user"]?["enabled"] == false)
            let mail = try await pier.sandbox.model()["organizations"]?["Pier"]?["outbox"]?.array?.last
            let accept: JSON = ["token": mail?["token"] ?? .null, "newPW": "enigma"]
            try await pier.nobody.expect(200, .post, "/be/v1/signup", accept)
            try await pier.nobody.expect(401, .post, "/be/v1/signup", accept)
            _ = try await pier.logIn("alan", "enigma", to: "Pier")
            #expect(try await caller.call(.get, "/be/v1/users/alan").json["user"]?["enabled"] == true)
        }
    }
}

/// Two organizations, one of whose people is in both, and a clock to turn.
private struct Pier: Sendable {
    let sandbox: RunningSandbox
    let pass: @Sendable (TimeInterval) -> Void

    static let seed = """
        organizations:
          - name: Pier
            accounts: [{username: ferry}]
            users:
              - {username: ada, email: a@p.example, firstname: Ada, surname: B, roles: [Administrators], password: sesame}
          - name: Quay
            accounts: [{username: ferry}]
            roles: [{name: Readers, permissions: {roles: 2}}]
            users:
              - {username: ada, email: a@q.example, firstname: Ada, surname: B, roles: [Administrators], password: sesame}
              - {username: grace, email: g@q.example, firstname: Grace, surname: M, roles: [Readers], password: murray}
        """

    static func run(_ body: @escaping @Sendable (Pier) async throws -> Void) async throws {
        let clock = Clock()
        try await withSandbox(seed: seed, configure: { $0.now = { clock.time.withLock { $0 } } }) { sandbox in
            try await body(Pier(sandbox: sandbox, pass: { seconds in clock.time.withLock { $0 += seconds } }))
        }
    }

    var nobody: RawCaller { RawCaller(url: sandbox.url, headers: []) }

    func bearer(_ token: String) -> RawCaller {
        RawCaller(url: sandbox.url, headers: [HTTPHeader("Authorization", "Bearer " + token)])
    }

    func selection(_ user: String, _ password: String) async throws -> String {
        let body: JSON = ["username": .string(user), "password": .string(password)]
        let answer = try await nobody.call(.post, "/be/v1/login", body)
        return try #require(answer.json["orgSelToken"]?.string)
    }

    func logIn(_ user: String, _ password: String, to organization: String) async throws
        -> (access: String, refresh: String)
    {
        let selected = bearer(try await selection(user, password))
        return try Self.tokens(
            await selected.call(.post, "/be/v1/login", ["orgName": .string(organization)]))
    }

    func refresh(_ token: String) async throws -> (access: String, refresh: String) {
        try Self.tokens(await bearer(token).call(.post, "/be/v1/refresh", [:]))
    }

    private static func tokens(_ answer: RawAnswer) throws -> (access: String, refresh: String) {
        (
            try #require(answer.json["accessToken"]?.string),
            try #require(answer.json["refreshToken"]?.string)
        )
    }
}

private final class Clock: Sendable {
    let time = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
}
