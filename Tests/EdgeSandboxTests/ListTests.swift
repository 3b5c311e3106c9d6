import EdgeCore
import EdgeHTTP
import EdgeSandbox
import TestKit
import Testing

/// Order, fields and filters of lists.
@Suite struct ListTests {
    private func run(_ body: @escaping @Sendable (RawCaller) async throws -> Void) async throws {
        try await Dock.run { _, caller in
            for (name, label) in [("Auk", "b"), ("Bunting", "a"), ("Crane", "b")] {
                let app: JSON = ["name": .string(name), "label": .string(label)]
                try await caller.expect(200, .post, "/be/v1/apps", app)
            }
            try await body(caller)
        }
    }

    @Test(
        arguments: [
            ("order[]=name", ["Auk", "Bunting", "Crane", "Gull", "Tern"]),
            ("order[]=%2Bname", ["Auk", "Bunting", "Crane", "Gull", "Tern"]),
            ("order[]=+name", ["Auk", "Bunting", "Crane", "Gull", "Tern"]),
            ("order[]=-name", ["Tern", "Gull", "Crane", "Bunting", "Auk"]),
            ("order[]=[-name]", ["Tern", "Gull", "Crane", "Bunting", "Auk"]),
            ("order[]=[-label,-name]", ["Crane", "Auk", "Bunting", "Tern", "Gull"]),
            ("order[]=-label&order[]=name", ["Auk", "Crane", "Bunting", "Tern", "Gull"]),
            ("order[]=-maxBuilds&limit=1&offset=4", ["Gull"]), ("name=u", ["Auk", "Bunting", "Gull"]),
            ("name=u&order[]=-name&limit=2", ["Gull", "Bunting"]), ("name=U", []), ("name=nobody", []),
        ] as [(String, [String])])
    func `lists come in the order that is asked for, and filtered by part of the name`(
        _ query: String, _ names: [String]
    ) async throws {
        try await run { caller in
            let list = try await caller.expect(200, .get, "/be/v1/apps?\(query)")
            #expect(list.json["apps"]?.column("name") == names.map(JSON.string))
        }
    }

    @Test(arguments: ["fields[]=name&fields[]=label", "fields[]=name,label", "fields[]=[name,label]"])
    func `lists and single objects show the fields that are asked for`(_ query: String) async throws {
        try await run { caller in
            let list = try await caller.expect(200, .get, "/be/v1/apps?limit=1&\(query)")
            #expect(list.json["apps"] == [["name": "Auk", "label": "b"]])
            let one = try await caller.expect(200, .get, "/be/v1/apps/Auk?\(query)")
            #expect(one.json["app"] == ["name": "Auk", "label": "b"])
            let tasks = try await caller.expect(200, .get, "/be/v1/tasks?\(query)")
            #expect(tasks.json["tasks"] == [])
        }
    }
}
