import Crypto
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct WebhookTests {
    /// Subscribes and gives the secret.
    private func subscribe(
        _ caller: RawCaller, _ url: String, types: JSON = ["dltar", "mkraw", "deploy"],
        events: JSON = ["submit", "begin", "end", "error"]
    ) async throws -> String {
        let body: JSON = [
            "name": "hooks", "kind": "webhook", "url": .string(url), "types": types, "events": events,
        ]
        let made = try await caller.expect(200, .post, "/be/v1/subscriptions", body)
        return try #require(made.json["secret"]?.string)
    }

    private func dock(_ body: @escaping @Sendable (RunningSandbox, RawCaller) async throws -> Void)
        async throws
    {
        try await withSandbox(
            seed: Dock.seed, configure: { $0.webhookPause = .milliseconds(1) }
        ) { sandbox in try await body(sandbox, try sandbox.caller()) }
    }

    /// The deliveries of the model, when none of them waits any more.
    private func settled(_ sandbox: RunningSandbox, _ count: Int) async throws -> [JSON] {
        for _ in 0..<1000 {
            let all = try await sandbox.model()["organizations"]?["Dock"]?["deliveries"]?.array ?? []
            if all.count >= count, all.allSatisfy({ $0["state"] != "waiting" }) { return all }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw MissingValue(what: "deliveries do not settle")
    }

    private func decoded(_ part: Substring) throws -> Data {
        var text = String(part).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        return try #require(Data(base64Encoded: text))
    }

    @Test func `a webhook is called with the documented body and a token that the secret verifies`()
        async throws
    {
        try await HookReceiver.run { receiver, url in
            try await dock { sandbox, caller in
                let secret = try await subscribe(caller, url + "/webhooks/edge")
                try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull", label: "1.0")
                let hooks = try await receiver.wait(for: 6)
                #expect(
                    hooks.map { "\($0.json["type"]?.string ?? "") \($0.json["event"]?.string ?? "")" } == [
                        "mkraw submit", "mkraw begin", "mkraw end", "deploy submit", "deploy begin",
                        "deploy end",
                    ])
                for hook in hooks {
                    #expect(hook.path == "/webhooks/edge")
                    #expect(hook.headers["content-type"] == "application/json")
                    #expect(hook.json["orgName"] == "Dock" && hook.json["appName"] == "Gull")
                    #expect(hook.json["buildName"] == "1.0")
                    let token = try #require(hook.headers["x-rockit-subscriptions"])
                    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
                    #expect(parts.count == 3)
                    let head = try JSON(reading: try decoded(parts[0]))
                    #expect(head == ["alg": "HS256", "typ": "JWT"])
                    let signed = Data(parts[0...1].joined(separator: ".").utf8)
                    let isGenuine = { (secret: String) in
                        try HMAC<SHA256>.isValidAuthenticationCode(
                            decoded(parts[2]), authenticating: signed,
                            using: SymmetricKey(data: Data(secret.utf8)))
                    }
                    #expect(try isGenuine(secret))
                    #expect(try !isGenuine(secret + "x"))
                    let claims = try JSON(reading: try decoded(parts[1]))
                    #expect(claims["orgName"] == "Dock" && claims["name"] == "hooks")
                }
                let begun = try #require(
                    hooks.first { $0.json["event"] == "begin" && $0.json["type"] == "deploy" })
                #expect(begun.json["deployment"] == ["name": "north"])
                let image = try await caller.app("Gull")["dxfName"]
                #expect(begun.json["dxfName"] == image)
                let deliveries = try await settled(sandbox, 6)
                #expect(deliveries.allSatisfy { $0["state"] == "delivered" && $0["attempts"] == 1 })
                #expect(deliveries.allSatisfy { $0["status"] == 204 })
            }
        }
    }

    @Test func `only what was subscribed to is sent, and nothing after the end of the subscription`()
        async throws
    {
        try await HookReceiver.run { receiver, url in
            try await dock { sandbox, caller in
                _ = try await subscribe(caller, url, types: ["mkraw"], events: ["end"])
                try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
                try await caller.idle("Gull")
                let hooks = try await receiver.wait(for: 1)
                #expect(hooks.map(\.json["event"]) == ["end"])
                try await caller.expect(200, .delete, "/be/v1/subscriptions/hooks")
                try await caller.upload(try await tarBytes(["b": "b"]), to: "Gull")
                try await caller.idle("Gull")
                #expect(try await settled(sandbox, 1).count == 1)
                #expect(receiver.hooks.count == 1)
            }
        }
    }

    @Test func `a failure tells its cause under the documented name`() async throws {
        try await HookReceiver.run { receiver, url in
            try await dock { sandbox, caller in
                _ = try await subscribe(caller, url, events: ["error"])
                let missing: JSON = ["appName": "Gull", "url": .string(sandbox.storageURL + "/p/none")]
                try await caller.expect(200, .post, "/be/v1/builds", missing)
                let first = try await receiver.wait(for: 1)[0].json
                #expect(first["type"] == "dltar")
                #expect(first["exception"]?["httpDownloadFailed"]?["httpStatus"] == 404)
                try await caller.upload(Data([1, 2, 3]), to: "Gull")
                let second = try await receiver.wait(for: 2)[1].json
                #expect(second["type"] == "mkraw")
                #expect(second["exception"]?["fileReadFailed"]?["typeExpected"] == "tar")
            }
        }
    }

    @Test(arguments: [
        ([500, 503], 3, "delivered"), ([500, 500, 500], 3, "failed"), ([302], 2, "delivered"),
    ])
    func `a receiver that refuses is tried three times, and the outcome is kept`(
        _ statuses: [Int], _ attempts: Int, _ state: String
    ) async throws {
        try await HookReceiver.run(answering: statuses) { receiver, url in
            try await dock { sandbox, caller in
                _ = try await subscribe(caller, url, types: ["mkraw"], events: ["end"])
                try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
                let delivery = try await settled(sandbox, 1)[0]
                #expect(delivery["state"]?.string == state)
                #expect(delivery["attempts"] == .int(attempts))
                #expect(receiver.hooks.count == attempts)
                // Each try carries the same event.
                #expect(Set(receiver.hooks.map(\.body)).count == 1)
            }
        }
    }

    @Test func `a receiver that is not there is noted with the reason`() async throws {
        try await dock { sandbox, caller in
            _ = try await subscribe(caller, "http://127.0.0.1:1/hook", types: ["mkraw"], events: ["end"])
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            let delivery = try await settled(sandbox, 1)[0]
            #expect(delivery["state"] == "failed")
            #expect(delivery["status"] == .null)
            #expect(delivery["reason"]?.string?.isEmpty == false)
        }
    }

    @Test(arguments: [
        "https://hooks.harbour.example/edge", "file:///etc/passwd", "http://localhost.example/", "nonsense",
        "http://127.0.0.1.example/",
    ])
    func `events stay on this machine unless told otherwise`(_ url: String) async throws {
        try await dock { sandbox, caller in
            _ = try await subscribe(caller, url, types: ["mkraw"], events: ["end"])
            try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
            let delivery = try await settled(sandbox, 1)[0]
            #expect(delivery["state"] == "not-sent")
            #expect(delivery["attempts"] == 0)
        }
    }

    @Test func `a chat gets a text at its address, and without one it is noted as not sent`() async throws {
        try await HookReceiver.run { receiver, url in
            try await dock { sandbox, caller in
                for (name, url) in [("here", JSON.string(url)), ("nowhere", .null)] {
                    let body: JSON = [
                        "name": .string(name), "kind": "slack", "channel": "#c", "url": url,
                        "types": ["mkraw"],
                        "events": ["end"],
                    ]
                    try await caller.expect(200, .post, "/be/v1/subscriptions", body)
                }
                try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull", label: "1.0")
                let deliveries = try await settled(sandbox, 2)
                #expect(deliveries.map { $0["state"] } == ["delivered", "not-sent"])
                let hook = try await receiver.wait(for: 1)[0]
                #expect(hook.json == ["text": "Dock/Gull 1.0: mkraw end", "channel": "#c"])
                #expect(hook.headers["x-rockit-subscriptions"] == nil)
            }
        }
    }

    @Test func `what a seed brings is no news`() async throws {
        try await withSandbox { sandbox in
            let harbour = try await sandbox.model()["organizations"]?["Harbour"]
            #expect(harbour?["builds"]?["Lighthouse"]?.array?.count == 3)
            #expect(harbour?["deliveries"] == [])
        }
    }

    @Test func `an event that waited when the sandbox stopped is sent after the next start`() async throws {
        try await withTemporaryFolder { folder in
            try await HookReceiver.run(answering: [500]) { receiver, url in
                try await withSandbox(
                    seed: Dock.seed, data: folder, configure: { $0.webhookPause = .seconds(60) }
                ) { sandbox in
                    let caller = try sandbox.caller()
                    _ = try await subscribe(caller, url, types: ["mkraw"], events: ["end"])
                    try await caller.upload(try await tarBytes(["a": "a"]), to: "Gull")
                    _ = try await receiver.wait(for: 1)
                }
                try await withSandbox(seed: Dock.seed, data: folder) { sandbox in
                    let delivery = try await settled(sandbox, 1)[0]
                    #expect(delivery["state"] == "delivered")
                    #expect(receiver.hooks.count == 2)
                }
            }
        }
    }
}
