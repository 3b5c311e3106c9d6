import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

/// Faults on lists.
@Suite struct PagingFaultTests {
    private static let roles: [JSON] = ["Administrators", "Readers", "Writers"]

    private func names(_ caller: RawCaller, _ query: String = "") async throws -> [JSON] {
        try await caller.expect(200, .get, "/be/v1/roles" + query).json["roles"]?.column("name") ?? []
    }

    @Test func `pages that shuffle hold the right number of objects in changing orders`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET /be/v1/roles', fault: shuffle}]") {
            sandbox, caller in
            var orders: Set<[JSON]> = []
            for _ in 0..<20 {
                let names = try await names(caller)
                #expect(Set(names) == Set(Self.roles))
                orders.insert(names)
            }
            #expect(orders.count > 2)
            #expect(try await names(caller, "?offset=2&limit=2").count == 1)
            #expect(try await names(caller, "?offset=3&limit=2").isEmpty)
            try await caller.expect(200, .get, "/be/v1/roles/Readers")
            #expect(try await sandbox.model()["faults"]?.column("fired") == [22])
        }
    }

    @Test func `a page is repeated in place of the next one`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: repeat, times: 1}]") { _, caller in
            let pages = [
                try await names(caller, "?limit=2"), try await names(caller, "?offset=2&limit=2"),
                try await names(caller, "?offset=2&limit=2"),
            ]
            #expect(pages == [["Administrators", "Readers"], ["Administrators", "Readers"], ["Writers"]])
        }
    }

    @Test func `an object changes between two pages`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: change, times: 1}]") { _, caller in
            let label = { @Sendable in
                try await caller.call(.get, "/be/v1/roles/Administrators").json["role"]?["label"]
            }
            _ = try await names(caller, "?limit=2")
            let before = try await label()
            _ = try await names(caller, "?offset=2&limit=2")
            let after = try await label()
            #expect(before == "All rights" && after == "changed 1")
        }
    }

    @Test func `one list is empty, and objects themselves are not`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: emptyList, times: 1}]") { _, caller in
            try await caller.expect(200, .get, "/be/v1/roles/Readers")
            let first = try await names(caller)
            let second = try await names(caller)
            #expect(first.isEmpty && second == Self.roles)
        }
    }
}
