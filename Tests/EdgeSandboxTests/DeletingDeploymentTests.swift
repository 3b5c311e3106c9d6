import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// The one page of the documentation that is known whole, "Deleting Deployments", word by word.
@Suite struct DeletingDeploymentTests {
    private static let path = "/be/v1/deployments"

    @Test func `a deleted deployment is answered in the words of the page`() async throws {
        try await Dock.run { _, caller in
            let answer = try await caller.expect(200, .delete, Self.path + "/south")
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.json == ["status": "success", "message": "deployment deleted"])
            try await caller.expect(404, .get, Self.path + "/south")
        }
    }

    @Test func `a call that names no deployment lacks a parameter, 400`() async throws {
        try await Dock.run { sandbox, caller in
            let answer = try await caller.expect(400, .delete, Self.path + "/")
            #expect(
                answer.json == [
                    "status": "failed", "error": "missing-param", "message": "missing parameter name",
                ])
            let left = try await sandbox.model()["organizations"]?["Dock"]?["deployments"]
            #expect(left?.object?.keys == ["north", "south"])
        }
    }

    @Test func `a call without credentials, or with wrong ones, is unauthorized, 401`() async throws {
        try await Dock.run { sandbox, _ in
            let nobody = RawCaller(url: sandbox.url, headers: [])
            let old = HTTPHeader("Authorization", "Bearer ended")
            for headers in [[], [old]] {
                let answer = try await nobody.expect(401, .delete, Self.path + "/south", headers: headers)
                #expect(
                    answer.json == [
                        "status": "failed", "error": "unauthorized",
                        "message": "wrong or missing credentials",
                    ])
            }
            let left = try await sandbox.model()["organizations"]?["Dock"]?["deployments"]
            #expect(left?.object?.keys == ["north", "south"])
        }
    }

    @Test func `a deployment that is registered to an app is protected, 409, files and all`() async throws {
        try await Dock.run { sandbox, caller in
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            try await caller.idle("Gull")
            let answer = try await caller.expect(409, .delete, Self.path + "/north")
            #expect(
                answer.json == [
                    "status": "failed", "error": "item-protected",
                    "message": "deployment \"north\" is registered with \"Gull\"",
                ])
            let image = sandbox.dataFolder + "/origins/north/live/dxf/Dock/Gull/0001"
            #expect(FileManager.default.fileExists(atPath: image))
        }
    }

    @Test func `a deletion takes the right for it, and removes every published file of the origin`()
        async throws
    {
        try await Dock.run { sandbox, caller in
            // Tern registers nothing, so it publishes everywhere; that protects no deployment.
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Tern")
            try await caller.upload(try await tarBytes(["b": "b"]), to: "Tern")
            try await caller.idle("Tern")
            let role: JSON = ["name": "Almost", "permissions": ["deployments": 7]]
            try await caller.expect(200, .post, "/be/v1/roles", role)
            let user: JSON = ["username": "almost", "label": "A", "roles": ["Almost"]]
            let key = try await caller.expect(200, .post, "/be/v1/users", user).json["apiKey"]?.string
            let almost = sandbox.caller("Dock", "almost", key: try #require(key))
            try await almost.expect(403, .delete, Self.path + "/south")
            let files = {
                let found = FileManager.default.enumerator(atPath: sandbox.dataFolder + "/origins/south")
                return (found?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".json") }.count
            }
            #expect(files() == 3)
            try await caller.expect(200, .delete, Self.path + "/south")
            #expect(files() == 0)
            let published = try await sandbox.model()["organizations"]?["Dock"]?["published"]
            #expect(published == ["north": ["Tern/1", "Tern/2"]])
        }
    }
}
