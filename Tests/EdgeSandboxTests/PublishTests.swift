import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import Synchronization
import TestKit
import Testing

/// Publishing: how it fails, the error state and its ways out, and what becomes of old files.
@Suite struct PublishTests {
    /// A way out of the error state.
    enum WayOut: String, CaseIterable, Sendable {
        case retry
        case credentials
        case deployments
        case deletion
    }

    private static func path(_ sandbox: RunningSandbox, _ bucket: String) -> String {
        sandbox.dataFolder + "/origins/" + bucket
    }

    /// Makes an origin let in only whoever has a key that nobody has yet.
    private static func lock(_ sandbox: RunningSandbox, _ bucket: String, key: String) throws {
        try FileManager.default.createDirectory(
            atPath: path(sandbox, bucket), withIntermediateDirectories: true)
        try #"{"secretAccessKey": "\#(key)"}"#.write(
            toFile: path(sandbox, bucket) + "/.credentials", atomically: true, encoding: .utf8)
    }

    private static func files(_ folder: String) -> [String] {
        let found = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return found.filter { $0.hasSuffix(".json") }.sorted()
    }

    @Test func `an origin that cannot be written leaves its app in error, and the others get their files`()
        async throws
    {
        try await Dock.run { sandbox, caller in
            // A file where the bucket's folder should be.
            try "".write(toFile: Self.path(sandbox, "south"), atomically: true, encoding: .utf8)
            let bytes = try await tarBytes(["a": "a"])
            try await caller.upload(bytes, to: "Tern")
            let app = try await caller.idle("Tern")
            #expect(app["iCurBuild"] == 1)
            #expect(app["error"]?.string?.hasPrefix("deployment south: ") == true)
            let dock = try await sandbox.model()["organizations"]?["Dock"]
            #expect(dock?["published"] == ["north": ["Tern/1"]])
            #expect(dock?["depot"] == ["Tern/1"])
            let task = try await caller.call(.get, "/be/v1/tasks?type=deploy").json["tasks"]?.array?.first
            #expect(task?["state"] == "failed")
            #expect(task?["exception"] == app["error"])
            // The build exists, and so does its tar.
            let address = sandbox.report.builds.replacing("{org}", with: "Dock")
                .replacing("{app}", with: "Tern").replacing("{build}", with: "1")
            #expect(try await RawCaller(url: address, headers: []).call(.get, "").body == bytes)
            // Locked until somebody has mended it; other apps are not concerned.
            let refused = try await caller.expect(409, .post, "/be/v1/builds", ["appName": "Tern"])
            #expect(refused.json["error"] == "item-protected")
            try await caller.expect(200, .post, "/be/v1/builds", ["appName": "Gull"])
        }
    }

    @Test func `deployments that nothing could be published to are found by their error`() async throws {
        try await Dock.run { sandbox, caller in
            let list = { (query: String) in
                try await caller.expect(200, .get, "/be/v1/deployments?\(query)").json["deployments"]
            }
            #expect(try await list("error=true") == [])
            try Self.lock(sandbox, "south", key: "other")
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Tern")
            try await caller.idle("Tern")
            let found = try await list("error=true")
            #expect(found?.column("name") == ["south"])
            #expect(found?.column("error") == ["app Tern: the origin refuses the credentials"])
            #expect(try await list("error=false")?.column("name") == ["north"])
            try await caller.expect(400, .get, "/be/v1/deployments?error=perhaps")
        }
    }

    @Test(arguments: WayOut.allCases)
    func `an app leaves the error state by each documented way`(_ way: WayOut) async throws {
        try await Dock.run { sandbox, caller in
            try Self.lock(sandbox, "south", key: "right")
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Tern")
            #expect(try await caller.idle("Tern")["error"] != .null)
            let failed = try await caller.call(.get, "/be/v1/tasks?state=failed").json["tasks"]?.array?.first
            let retry: JSON = ["action": "retryTask", "taskId": failed?["id"] ?? .null]
            // As long as the cause is there, trying again changes nothing.
            try await caller.expect(200, .post, "/be/v1/trigger", retry)
            #expect(try await caller.idle("Tern")["error"] != .null)
            switch way {
            case .retry:
                try FileManager.default.removeItem(atPath: Self.path(sandbox, "south") + "/.credentials")
                try await caller.expect(200, .post, "/be/v1/trigger", retry)
            case .credentials:
                let origin: JSON = ["bucket": "south", "secretAccessKey": "right"]
                try await caller.expect(
                    200, .patch, "/be/v1/deployments", ["name": "south", "origin": origin])
            case .deployments:
                let change: JSON = ["name": "Tern", "deployments": ["north"]]
                try await caller.expect(200, .patch, "/be/v1/apps", change)
            case .deletion:
                try await caller.expect(200, .delete, "/be/v1/deployments/south")
            }
            #expect(try await caller.idle("Tern")["error"] == .null)
            let published = try await sandbox.model()["organizations"]?["Dock"]?["published"]
            let isEverywhere = way == .retry || way == .credentials
            #expect(
                published
                    == (isEverywhere ? ["north": ["Tern/1"], "south": ["Tern/1"]] : ["north": ["Tern/1"]]))
            try await caller.upload(try await tarBytes(["b": "b"]), to: "Tern")
            #expect(try await caller.idle("Tern")["iCurBuild"] == 2)
        }
    }

    @Test func `subscribers hear at which deployment a publication failed`() async throws {
        try await HookReceiver.run { receiver, url in
            try await Dock.run { sandbox, caller in
                let hooks: JSON = [
                    "name": "hooks", "kind": "webhook", "url": .string(url), "types": ["deploy"],
                    "events": ["begin", "error", "end"],
                ]
                try await caller.expect(200, .post, "/be/v1/subscriptions", hooks)
                try Self.lock(sandbox, "south", key: "other")
                try await caller.upload(try await tarBytes(["a": "a"]), to: "Tern")
                let came = try await receiver.wait(for: 2).map(\.json)
                #expect(came.map { $0["event"] } == ["begin", "error"])
                #expect(came.map { $0["deployment"] } == [["name": "north"], ["name": "south"]])
                #expect(came.last?["exception"] == ["error": "the origin refuses the credentials"])
            }
        }
    }

    @Test func `files of evicted builds stay a day, and go when their time has come`() async throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_700_000_000))
        try await withSandbox(
            seed: Dock.seed,
            configure: {
                $0.now = { clock.withLock { $0 } }
                $0.removalDelay = 24 * 3600
                $0.sweepInterval = .milliseconds(5)
            }
        ) { sandbox in
            let caller = try sandbox.caller()
            for version in 1...3 {
                try await caller.upload(try await tarBytes(["game": "\(version)"]), to: "Gull")
            }
            #expect(try await caller.idle("Gull")["builds"]?.column("id") == [2, 3])
            let folder = Self.path(sandbox, "north") + "/live/dxf/Dock/Gull"
            let images = { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
            #expect(try images() == ["0001", "0002", "0003"])
            clock.withLock { $0 += 24 * 3600 - 1 }
            try await caller.expect(200, .get, "/be/v1/apps")
            #expect(try images() == ["0001", "0002", "0003"])
            clock.withLock { $0 += 2 }
            // Nobody calls: the sandbox looks by itself.
            for _ in 0..<1000 where try images().count == 3 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try images() == ["0002", "0003"])
            let published = try await sandbox.model()["organizations"]?["Dock"]?["published"]
            #expect(published == ["north": ["Gull/2", "Gull/3"]])
        }
    }

    @Test func `the creation of an object starts the pipeline, a PUT over it starts nothing`() async throws {
        try await Dock.run { sandbox, caller in
            let asked = try await caller.call(.post, "/be/v1/builds", ["appName": "Gull"])
            let address = try #require(asked.json["uploadUrl"]?.string)
            let bytes = try await tarBytes(["a": "first"])
            #expect(try await caller.put(address, bytes).status == 200)
            try await caller.idle("Gull")
            let before = try await sandbox.model()["organizations"]?["Dock"]
            #expect(try await caller.put(address, try await tarBytes(["a": "second"])).status == 409)
            let after = try await sandbox.model()["organizations"]?["Dock"]
            #expect(after?["tasks"] == before?["tasks"])
            #expect(after?["creates"] == before?["creates"])
            let kept = sandbox.report.builds.replacing("{org}", with: "Dock")
                .replacing("{app}", with: "Gull").replacing("{build}", with: "1")
            #expect(try await RawCaller(url: kept, headers: []).call(.get, "").body == bytes)
        }
    }

    @Test func `images and patches between the kept builds are the same bytes every time`() async throws {
        let trees = Mutex<[[String: Data]]>([])
        for _ in 0..<2 {
            try await Dock.run { sandbox, caller in
                for version in 1...3 {
                    try await caller.upload(try await tarBytes(["game": "\(version)"]), to: "Gull")
                    try await caller.idle("Gull")
                }
                let folder = Self.path(sandbox, "north")
                let files = Self.files(folder)
                #expect(
                    files.filter { $0.hasSuffix("patch.json") } == ["live/pat/Dock/Gull/0003/0002/patch.json"]
                )
                let tree = try files.map {
                    ($0, try Data(contentsOf: URL(fileURLWithPath: folder + "/" + $0)))
                }
                trees.withLock { $0.append(Dictionary(uniqueKeysWithValues: tree)) }
            }
        }
        let both = trees.withLock { $0 }
        #expect(both[0].count == 3)
        #expect(both[0] == both[1])
    }
}
