import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct DocumentTests {
    /// One valid body of each kind.
    static let bodies: [Kind: JSON] = [
        .role: ["name": "A role", "permissions": ["apps": 15]],
        .deployment: ["name": "dep[1]", "originPrefix": "p", "origin": ["kind": "s3", "bucket": "b"]],
        .user: ["username": "machine_1", "label": "M", "roles": ["Readers"]],
        .app: ["name": "App_1", "label": "One"],
        .subscription: [
            "name": "events", "kind": "webhook", "url": "https://h.example", "types": ["mkraw"],
            "events": ["end"],
        ],
    ]

    @Test(arguments: Kind.allCases)
    func `a document is created, listed, read and deleted`(_ kind: Kind) async throws {
        try await Dock.run { sandbox, caller in
            let resource = Dialect()[kind]
            let body = try #require(Self.bodies[kind])
            let name = try #require(body[resource.identity]?.string)
            let made = try await caller.call(.post, resource.path, body)
            #expect(made.status == 200)
            #expect(made.json["status"] == "success")
            #expect(made.json[resource.item]?[resource.identity]?.string == name)
            let again = try await caller.call(.post, resource.path, body)
            #expect(again.status == 409)
            #expect(again.json["error"] == "item-exists")
            let list = try await caller.call(.get, resource.path + "?limit=100").json[resource.list]
            #expect(list?.column(resource.identity).contains(.string(name)) == true)
            let escaped = name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let item = try await caller.call(.get, "\(resource.path)/\(escaped)")
            #expect(item.json[resource.item]?[resource.identity]?.string == name)
            let gone = try await caller.call(.delete, "\(resource.path)/\(escaped)")
            #expect(gone.json["message"]?.string == "\(kind.rawValue) deleted")
            try await caller.expect(404, .get, "\(resource.path)/\(escaped)")
            try await caller.expect(404, .delete, "\(resource.path)/\(escaped)")
            let counts = try await sandbox.model()["organizations"]?["Dock"]?["creates"]
            #expect(counts?["\(kind.rawValue)/\(name)"] == 1)
        }
    }

    @Test(arguments: Kind.allCases)
    func `a document without its name, or with a bad one, is refused`(_ kind: Kind) async throws {
        try await Dock.run { _, caller in
            let resource = Dialect()[kind]
            var body = try #require(Self.bodies[kind]?.object)
            body[resource.identity] = "no/name"
            try await caller.expect(400, .post, resource.path, .object(body))
            body[resource.identity] = nil
            let missing = try await caller.call(.post, resource.path, .object(body))
            #expect(missing.status == 400)
            #expect(missing.json["error"] == "missing-param")
        }
    }

    @Test func `unknown fields and the text of numbers survive create, change and restart`() async throws {
        try await withTemporaryFolder { folder in
            let odd = #"{"big":12345678901234567890,"one":1.0,"exp":1e5,"text":"é\u0001"}"#
            let extra = try JSON(reading: odd)
            try await Dock.run(data: folder) { _, caller in
                let app: JSON = ["name": "Odd", "label": "Odd", "vendor": extra]
                try await caller.expect(200, .post, "/be/v1/apps", app)
                let change: JSON = ["name": "Odd", "label": "Even", "more": extra]
                try await caller.expect(200, .patch, "/be/v1/apps", change)
            }
            try await Dock.run(data: folder) { _, caller in
                let kept = try await caller.app("Odd")
                #expect(kept["vendor"] == extra)
                #expect(kept["more"] == extra)
                #expect(kept["label"] == "Even")
            }
        }
    }

    @Test func `a change touches only what is sent, and null removes`() async throws {
        try await Dock.run { _, caller in
            let origin: JSON = ["bucket": "b"]
            let first: JSON = [
                "name": "west", "label": "W", "originPrefix": "p", "origin": origin,
                "downloadAuth": ["kind": "gcore", "secretKey": "s"],
            ]
            try await caller.expect(200, .post, "/be/v1/deployments", first)
            let change: JSON = ["name": "west", "downloadAuth": .null, "originPrefix": "q"]
            let answer = try await caller.call(.patch, "/be/v1/deployments", change)
            let changed = try #require(answer.json["deployment"])
            #expect(changed["downloadAuth"] == nil)
            #expect(changed["originPrefix"] == "q")
            #expect(changed["label"] == "W")
            #expect(changed["origin"] == origin)
            let hollow: JSON = ["name": "west", "origin": .null]
            try await caller.expect(400, .patch, "/be/v1/deployments", hollow)
            let absent: JSON = ["name": "nowhere", "label": "x"]
            try await caller.expect(404, .patch, "/be/v1/deployments", absent)
            try await caller.expect(400, .patch, "/be/v1/deployments", ["label": "x"])
        }
    }
}
