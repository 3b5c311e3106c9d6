import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct BuildTests {
    @Test func `an uploaded build gets the next number and is published where it is registered`() async throws
    {
        try await Dock.run { sandbox, caller in
            let bytes = try await tarBytes(["game": "one"])
            try await caller.upload(bytes, to: "Gull", label: "1.0")
            let app = try await caller.idle("Gull")
            #expect(app["iCurBuild"] == 1)
            #expect(app["builds"]?.column("label") == ["1.0"])
            #expect(app["builds"]?.column("sizeBytes") == [.int(bytes.count)])
            let dock = try #require(try await sandbox.model()["organizations"]?["Dock"])
            let digest = Digest(of: bytes)
            #expect(dock["builds"]?["Gull"]?.column("sha256") == [.string(digest.hex)])
            #expect(dock["creates"]?["build/Gull/\(digest.hex)"] == 1)
            #expect(dock["published"] == ["north": ["Gull/1"]])
            #expect(dock["depot"] == ["Gull/1"])
            let types = dock["tasks"]?.column("type")
            #expect(types == ["upload", "mkraw", "mkseq", "mkdxf", "deploy"])
            #expect(dock["tasks"]?.column("state").allSatisfy { $0 == "done" } == true)
        }
    }

    @Test func `an app without registered deployments publishes to all of them`() async throws {
        try await Dock.run { sandbox, caller in
            try await caller.upload(try await tarBytes(["game": "one"]), to: "Tern")
            try await caller.idle("Tern")
            let published = try await sandbox.model()["organizations"]?["Dock"]?["published"]
            #expect(published == ["north": ["Tern/1"], "south": ["Tern/1"]])
        }
    }

    @Test func `the oldest build is evicted with its tar and its files`() async throws {
        try await Dock.run { sandbox, caller in
            for version in 1...3 {
                try await caller.upload(try await tarBytes(["game": "\(version)"]), to: "Gull")
            }
            let app = try await caller.idle("Gull")
            #expect(app["iCurBuild"] == 3)
            #expect(app["builds"]?.column("id") == [2, 3])
            #expect(app["patches"] == [["fromBuildId": 2, "toBuildId": 3]])
            let dock = try #require(try await sandbox.model()["organizations"]?["Dock"])
            #expect(dock["published"] == ["north": ["Gull/2", "Gull/3"]])
            #expect(dock["creates"]?.object?.keys.count { $0.hasPrefix("build/Gull/") } == 3)
            let pattern = BuildPattern(sandbox.report.builds)
            let first = pattern.place(
                organization: try OrganizationName("Dock"), app: try AppName("Gull"), build: 1)
            try await RawCaller(url: first, headers: []).expect(404, .get, "")
            let image = sandbox.dataFolder + "/origins/north/live/dxf/Dock/Gull"
            #expect(try FileManager.default.contentsOfDirectory(atPath: image).sorted() == ["0002", "0003"])
            let patch = sandbox.dataFolder + "/origins/north/live/pat/Dock/Gull/0003/0002/patch.json"
            #expect(FileManager.default.fileExists(atPath: patch))
        }
    }

    @Test func `builds get numbers in the order in which their tars are whole`() async throws {
        try await Dock.run(stageTime: .milliseconds(20)) { _, caller in
            var addresses: [String] = []
            for label in ["a", "b"] {
                let body: JSON = ["appName": "Gull", "label": .string(label)]
                let asked = try await caller.call(.post, "/be/v1/builds", body)
                addresses.append(try #require(asked.json["uploadUrl"]?.string))
            }
            for (address, text) in [(addresses[1], "b"), (addresses[0], "a")] {
                #expect(try await caller.put(address, try await tarBytes(["f": text])).status == 200)
            }
            #expect(try await caller.app("Gull")["processing"] == true)
            let app = try await caller.idle("Gull")
            #expect(app["builds"]?.column("label") == ["b", "a"])
            let types = try await caller.call(.get, "/be/v1/tasks?limit=100").json["tasks"]?.column("type")
            #expect(types?.contains("mkpat") == true)
        }
    }

    @Test(arguments: [false, true])
    func `the Edge fetches a tar from an address given as text or object`(_ isObject: Bool) async throws {
        let bytes = try await tarBytes(["game": "pulled"])
        try await Dock.run { source, sourceCaller in
            try await sourceCaller.upload(bytes, to: "Gull")
            try await sourceCaller.idle("Gull")
            let address = source.report.builds.replacing("{org}", with: "Dock")
                .replacing("{app}", with: "Gull").replacing("{build}", with: "1")
            let object: JSON = [
                "url": .string(address), "headers": ["x-a": "b"], "expires": "2999-01-01T00:00:00.000Z",
            ]
            let url: JSON = isObject ? object : .string(address)
            try await Dock.run { target, caller in
                let body: JSON = ["appName": "Tern", "url": url, "size": .int(bytes.count), "label": "p"]
                let asked = try await caller.call(.post, "/be/v1/builds", body)
                #expect(asked.json["taskId"]?.string != nil)
                #expect(asked.json["uploadUrl"] == nil)
                let app = try await caller.idle("Tern")
                #expect(app["builds"]?.column("label") == ["p"])
                let kept = try await target.model()["organizations"]?["Dock"]?["builds"]?["Tern"]
                #expect(kept?.column("sha256") == [.string(Digest(of: bytes).hex)])
            }
        }
    }

    @Test func `a fetch that fails says why in its task`() async throws {
        try await Dock.run { sandbox, caller in
            let missing: JSON = ["appName": "Gull", "url": .string(sandbox.storageURL + "/p/none")]
            let first = try await caller.call(.post, "/be/v1/builds", missing)
            try await caller.idle("Gull")
            let task = try #require(first.json["taskId"]?.string)
            let failed = try await caller.call(.get, "/be/v1/tasks/\(task)").json["task"]
            #expect(failed?["type"] == "dltar")
            #expect(failed?["state"] == "failed")
            #expect(failed?["httpStatus"] == 404)
            #expect(failed?["exitCode"] == 1)
            let bytes = try await tarBytes(["a": "a"])
            try await caller.upload(bytes, to: "Tern")
            try await caller.idle("Tern")
            let address = sandbox.report.builds.replacing("{org}", with: "Dock")
                .replacing("{app}", with: "Tern").replacing("{build}", with: "1")
            let wrong: JSON = ["appName": "Gull", "url": .string(address), "size": 1]
            let second = try await caller.call(.post, "/be/v1/builds", wrong)
            try await caller.idle("Gull")
            let other = try #require(second.json["taskId"]?.string)
            let sized = try await caller.call(.get, "/be/v1/tasks/\(other)").json["task"]
            #expect(sized?["sizeBytesActual"] == .int(bytes.count))
            #expect(sized?["sizeBytesExpected"] == 1)
            #expect(try await caller.app("Gull")["builds"] == [])
        }
    }

    @Test func `bytes that are no tar fail when they are read, and take no number`() async throws {
        try await Dock.run { sandbox, caller in
            try await caller.upload(
                Data([0x1F, 0x8B, 8, 0] + [UInt8](repeating: 7, count: 2000)), to: "Gull")
            let app = try await caller.idle("Gull")
            #expect(app["iCurBuild"] == 0)
            let task = try await caller.call(.get, "/be/v1/tasks?type=mkraw").json["tasks"]?.array?.first
            #expect(task?["state"] == "failed")
            #expect(task?["fileReadFailed"]?["typeExpected"] == "tar")
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            #expect(try await caller.idle("Gull")["iCurBuild"] == 1)
            let dock = try await sandbox.model()["organizations"]?["Dock"]
            #expect(dock?["builds"]?["Gull"]?.array?.count == 1)
        }
    }

    @Test func `a tar without any member is no build`() async throws {
        try await Dock.run { _, caller in
            try await caller.upload(Data(count: 10240), to: "Gull")
            #expect(try await caller.idle("Gull")["iCurBuild"] == 0)
            let task = try await caller.call(.get, "/be/v1/tasks?type=mkraw").json["tasks"]?.array?.first
            #expect(task?["fileReadFailed"]?["typeDetected"] == "empty tar")
        }
    }

    @Test(
        arguments: [
            (400, [:]), (404, ["appName": "Nobody"]), (400, ["appName": "Gull", "size": -1]),
            (400, ["appName": "Gull", "size": "x"]), (400, ["appName": "Gull", "url": [:]]),
            (400, ["appName": "Gull", "label": 1]), (400, ["appName": "Gull", "url": 1]),
            (400, ["appName": "Gull", "url": ["url": "http://h.example", "headers": ["a": 1]]]),
            (400, ["appName": "Gull", "url": ["url": "http://h.example", "expires": "soon"]]),
            (
                400,
                [
                    "appName": "Gull",
                    "url": ["url": "http://h.example", "expires": "2020-01-01T00:00:00.000Z"],
                ]
            ),
        ] as [(Int, JSON)])
    func `a wrong request for a build is refused`(_ status: Int, _ body: JSON) async throws {
        try await Dock.run { _, caller in
            try await caller.expect(status, .post, "/be/v1/builds", body)
        }
    }

    @Test func `fields that the Edge makes cannot be set, and a deleted app takes its builds along`()
        async throws
    {
        try await Dock.run { sandbox, caller in
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            try await caller.idle("Gull")
            let change: JSON = ["name": "Gull", "iCurBuild": 7, "processing": true, "builds": []]
            let app = try await caller.call(.patch, "/be/v1/apps", change).json["app"]
            #expect(app?["iCurBuild"] == 1)
            #expect(app?["processing"] == false)
            try await caller.expect(200, .delete, "/be/v1/apps/Gull")
            let dock = try await sandbox.model()["organizations"]?["Dock"]
            #expect(dock?["published"] == [:])
            #expect(dock?["tasks"] == [])
            #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.dataFolder + "/tars") == [])
        }
    }

    @Test(
        arguments: [
            ["name": "Bad", "label": "b", "maxBuilds": 0], ["name": "Bad"],
            ["name": "Bad", "label": "b", "deployments": ["nowhere"]],
        ] as [JSON])
    func `a wrong app is refused`(_ body: JSON) async throws {
        try await Dock.run { _, caller in
            try await caller.expect(400, .post, "/be/v1/apps", body)
        }
    }
}
