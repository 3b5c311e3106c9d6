import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct ConnectionTests {
    private static let connections = 200

    @Test func `two hundred connections at once are answered right, and the model is right afterwards`()
        async throws
    {
        try await Dock.run { sandbox, caller in
            // A transport of its own for each, so that none can share a connection.
            let callers = (0..<Self.connections).map { _ in
                RawCaller(url: sandbox.url, headers: caller.headers)
            }
            try await each(callers) { _, caller in try await caller.expect(200, .get, "/be/v1/roles/Readers")
            }
            try await each(callers) { number, caller in try await work(number, caller) }

            let dock = try await sandbox.model()["organizations"]?["Dock"]
            let kept = (0..<Self.connections).filter { $0 % 3 != 0 }.map { "worker \($0)" }
            let roles = dock?["roles"]?.object?.members.filter { $0.key.hasPrefix("worker") } ?? []
            #expect(Set(roles.map(\.key)) == Set(kept))
            for (name, role) in roles { #expect(role["label"]?.string == "label of \(name)") }
            for number in 0..<Self.connections {
                #expect(dock?["creates"]?["role/worker \(number)"] == 1)
                #expect(dock?["creates"]?["app/Ship\(number)"] == 1)
            }
            #expect(dock?["creates"]?["role/shared"] == 1, "one of two hundred may make it")
        }
    }

    /// Reads and writes of one client, each answer known.
    private func work(_ number: Int, _ caller: RawCaller) async throws {
        let name = "worker \(number)"
        let path = "/be/v1/roles/worker%20\(number)"
        let role: JSON = ["name": .string(name), "label": "first", "permissions": ["apps": 2]]
        try await caller.expect(404, .get, path)
        try await caller.expect(200, .post, "/be/v1/roles", role)
        try await caller.expect(409, .post, "/be/v1/roles", role)
        let label: JSON = ["name": .string(name), "label": .string("label of \(name)")]
        try await caller.expect(200, .patch, "/be/v1/roles", label)
        let read = try await caller.expect(200, .get, path)
        #expect(read.json["role"]?["label"]?.string == "label of \(name)")
        #expect(read.json["role"]?["permissions"] == ["apps": 2])
        let page = try await caller.expect(200, .get, "/be/v1/roles?limit=100")
        #expect(page.json["roles"]?.array?.isEmpty == false)
        let shared = try await caller.call(.post, "/be/v1/roles", ["name": "shared", "permissions": [:]])
        #expect([200, 409].contains(shared.status))
        let app: JSON = ["name": .string("Ship\(number)"), "label": "s", "deployments": ["north"]]
        try await caller.expect(200, .post, "/be/v1/apps", app)
        if number % 3 == 0 { try await caller.expect(200, .delete, path) }
    }

    private func each(
        _ callers: [RawCaller], _ body: @escaping @Sendable (Int, RawCaller) async throws -> Void
    ) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for (number, caller) in callers.enumerated() {
                group.addTask { try await body(number, caller) }
            }
        }
    }
}
