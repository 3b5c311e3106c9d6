import EdgeCore
import EdgeHTTP
import TestKit
import Testing

@testable import EdgeSandbox

/// Every endpoint of an organization demands its bit, and the installation's demand the administrator's token.
@Suite struct RightsTests {
    @Test func `an account without rights is let through no route that demands one`() async throws {
        let seed = """
            organizations:
              - name: Dock
                accounts: [{username: ferry}, {username: nobody, apiKey: k, roles: [Nothing]}]
                roles: [{name: Nothing, permissions: {}}]
            """
        try await withSandbox(seed: seed) { sandbox in
            let nobody = sandbox.caller("Dock", "nobody", key: "k")
            var demanded = 0
            for route in Routes.all(Dialect()) {
                let method = try HTTPMethod(rawValue: route.method).orThrow(route.method)
                let path = route.path + (route.takesItem ? "/some" : "")
                let answer = try await nobody.call(method, path, method.isRead ? nil : [:])
                switch route.action {
                case .account(.some(let permission), _):
                    demanded += 1
                    #expect(answer.status == 403, "\(route.method) \(path) \(permission)")
                    #expect(answer.json["error"] == "forbidden")
                case .administrator: #expect(answer.status == 401, "\(route.method) \(path)")
                // These look by themselves: whose password, whose key, whose login.
                case .account(nil, _), .open: #expect(answer.status < 500 || answer.status == 501)
                }
            }
            #expect(demanded >= 29)
        }
    }

    @Test func `each bit opens the routes that demand it, and no other`() async throws {
        try await Dock.run { sandbox, caller in
            for route in Routes.all(Dialect()) {
                guard case .account(.some(let permission), _) = route.action else { continue }
                // Another organization is out of reach with every right.
                if route.takesItem, route.path == Dialect().admin.backendOrganizationsPath { continue }
                for bit in [1, 2, 4, 8, 16] where bit & (Permission.maxima[permission.resource] ?? 31) != 0 {
                    let role: JSON = [
                        "name": "One", "permissions": .object([permission.resource: .int(bit)]),
                    ]
                    try await caller.expect(200, .patch, "/be/v1/roles", role, orMake: .post)
                    let one = try await caller.one(sandbox)
                    let method = try HTTPMethod(rawValue: route.method).orThrow(route.method)
                    let path = route.path + (route.takesItem ? "/some" : "")
                    let answer = try await one.call(method, path, method.isRead ? nil : [:])
                    #expect(
                        (answer.status == 403) == (bit != permission.bit.rawValue),
                        "\(route.method) \(path) with \(bit): \(answer.status)")
                }
            }
        }
    }
}

extension RawCaller {
    /// Changes an object, or makes it when it is not there yet.
    fileprivate func expect(
        _ status: Int, _ method: HTTPMethod, _ path: String, _ body: JSON, orMake other: HTTPMethod
    ) async throws {
        let answer = try await call(method, path, body)
        if answer.status == 404 { try await expect(status, other, path, body) }
    }

    /// The account that holds the role `One`.
    fileprivate func one(_ sandbox: RunningSandbox) async throws -> RawCaller {
        let user: JSON = ["username": "one", "label": "One", "roles": ["One"]]
        let made = try await call(.post, "/be/v1/users", user)
        let reset: JSON = ["username": "one", "resetCreds": true]
        let answer = made.status == 200 ? made : try await call(.patch, "/be/v1/users", reset)
        return sandbox.caller("Dock", "one", key: try #require(answer.json["apiKey"]?.string))
    }
}
