import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct DeploymentAndSubscriptionTests {
    @Test func `secrets of a deployment go in and never come out`() async throws {
        try await Dock.run { _, caller in
            let item = try await caller.call(.get, "/be/v1/deployments/north")
            #expect(item.json["deployment"]?["origin"]?["secretAccessKey"] == "********")
            #expect(item.json["deployment"]?["origin"]?["bucket"] == "north")
            let list = try await caller.call(.get, "/be/v1/deployments")
            #expect(!list.text.contains("hidden"))
        }
    }

    @Test func `a placeholder is not taken for a secret`() async throws {
        try await Dock.run { _, caller in
            let change: JSON = ["name": "north", "origin": ["bucket": "b", "secretAccessKey": "********"]]
            try await caller.expect(400, .patch, "/be/v1/deployments", change)
        }
    }

    @Test(arguments: ["origin", "originPrefix"])
    func `a deployment needs an origin and a prefix`(_ field: String) async throws {
        try await Dock.run { _, caller in
            var body = try #require(DocumentTests.bodies[.deployment]?.object)
            body[field] = nil
            let answer = try await caller.call(.post, "/be/v1/deployments", .object(body))
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "missing-param")
        }
    }

    @Test func `a registered deployment stays, a free one goes with its files`() async throws {
        try await Dock.run { sandbox, caller in
            let bytes = try await tarBytes(["a": "a"])
            try await caller.upload(bytes, to: "Gull")
            try await caller.idle("Gull")
            let image = sandbox.dataFolder + "/origins/north/live/dxf/Dock/Gull/0001"
            #expect(FileManager.default.fileExists(atPath: image))
            let refused = try await caller.call(.delete, "/be/v1/deployments/north")
            #expect(refused.status == 409)
            #expect(refused.json["error"] == "item-protected")
            let free: JSON = ["name": "Gull", "deployments": ["south"]]
            try await caller.expect(200, .patch, "/be/v1/apps", free)
            try await caller.idle("Gull")
            try await caller.expect(200, .delete, "/be/v1/deployments/north")
            #expect(!FileManager.default.fileExists(atPath: image))
            let published = try await sandbox.model()["organizations"]?["Dock"]?["published"]
            #expect(published == ["south": ["Gull/1"]])
        }
    }

    @Test func `names of buckets cannot leave their folder`() async throws {
        try await Dock.run { sandbox, caller in
            let body: JSON = [
                "name": "evil", "originPrefix": "../..", "origin": ["bucket": "../../outside", "kind": "s3"],
            ]
            try await caller.expect(200, .post, "/be/v1/deployments", body)
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Tern")
            try await caller.idle("Tern")
            let kept = "/origins/..%2F..%2Foutside/..%2F../dxf/Dock/Tern/0001"
            #expect(FileManager.default.fileExists(atPath: sandbox.dataFolder + kept))
        }
    }

    @Test func `a subscription gives its secret once`() async throws {
        try await Dock.run { _, caller in
            let body = DocumentTests.bodies[.subscription]
            let made = try await caller.call(.post, "/be/v1/subscriptions", body)
            let secret = try #require(made.json["secret"]?.string)
            let read = try await caller.call(.get, "/be/v1/subscriptions/events")
            #expect(read.status == 200)
            #expect(!read.text.contains(secret))
        }
    }

    @Test(
        arguments: [
            ["name": "s1", "types": ["mkraw"], "events": ["end"]],
            ["name": "s1", "kind": "fax", "types": ["mkraw"], "events": ["end"]],
            ["name": "s1", "kind": "webhook", "types": ["mkraw"], "events": ["end"]],
            ["name": "s1", "kind": "slack", "types": ["mkraw"], "events": ["end"]],
            ["name": "s1", "kind": "slack", "channel": "#c", "types": ["other"], "events": ["end"]],
            ["name": "s1", "kind": "slack", "channel": "#c", "types": ["mkraw"]],
        ] as [JSON])
    func `an incomplete subscription is refused`(_ body: JSON) async throws {
        try await Dock.run { _, caller in
            try await caller.expect(400, .post, "/be/v1/subscriptions", body)
        }
    }
}
