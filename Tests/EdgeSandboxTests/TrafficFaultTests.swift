import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// Faults on bytes that are on their way.
@Suite struct TrafficFaultTests {
    private static let readRole = (method: HTTPMethod.get, path: "/be/v1/roles/Readers")

    @Test(arguments: [
        "fault: cut, afterBytes: 10", "fault: cut, afterBytes: 0", "fault: cut, afterBytes: 1000000",
        "fault: announceMore", "fault: announceMore, bytes: 500",
    ])
    func `an answer that breaks off is no answer, and the next one is whole`(_ fault: String) async throws {
        try await Dock.run(faults: "faults: [{route: 'GET /be/v1/*', \(fault), times: 1}]") {
            sandbox, caller in
            await #expect(throws: HTTPError.self) {
                try await caller.call(Self.readRole.method, Self.readRole.path)
            }
            try await caller.expect(200, Self.readRole.method, Self.readRole.path)
            #expect(try await sandbox.model()["faults"]?.column("fired") == [1])
        }
    }

    @Test func `a slow answer comes whole, and not before its time`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: slow, bytesPerSecond: 400, times: 1}]") {
            _, caller in
            let start = ContinuousClock.now
            let slow = try await caller.expect(200, Self.readRole.method, Self.readRole.path)
            // The least that the rate allows; how much longer it takes is the machine's matter.
            #expect(ContinuousClock.now - start >= .seconds(Double(slow.body.count) / 400))
            let fast = try await caller.expect(200, Self.readRole.method, Self.readRole.path)
            #expect(slow.body == fast.body)
        }
    }

    @Test func `a stalled answer goes on when its time is over`() async throws {
        let faults = "faults: [{route: 'GET *', fault: stall, afterBytes: 5, seconds: 1, times: 1}]"
        try await Dock.run(faults: faults) { _, caller in
            let start = ContinuousClock.now
            try await caller.expect(200, Self.readRole.method, Self.readRole.path)
            #expect(ContinuousClock.now - start >= .seconds(1))
        }
    }

    @Test func `a client that waits no longer frees a stalled answer`() async throws {
        try await Dock.run(faults: "faults: [{route: 'GET *', fault: stall, times: 1}]") { sandbox, caller in
            var settings = TransportSettings()
            settings.requestTimeout = .milliseconds(300)
            settings.attempts = 1
            let request = HTTPRequest(
                .get, sandbox.url + Self.readRole.path,
                headers: caller.headers + [HTTPHeader("Accept", "application/json")])
            let impatient = Transport(settings)
            await #expect(throws: HTTPError.self) { try await impatient.send(request) }
            try await caller.expect(200, Self.readRole.method, Self.readRole.path)
        }
    }

    @Test(arguments: [
        "fault: cut, afterBytes: 700", "fault: cut, afterBytes: 0", "fault: cut, afterBytes: 1000000",
    ])
    func `an upload that breaks off can be sent again`(_ fault: String) async throws {
        try await Dock.run(faults: "faults: [{route: 'PUT /upload/*', \(fault), times: 1}]") {
            sandbox, caller in
            let asked = try await caller.expect(200, .post, "/be/v1/builds", ["appName": "Gull"])
            let address = try #require(asked.json["uploadUrl"]?.string)
            let bytes = try await tarBytes(["a": "a"])
            await #expect(throws: HTTPError.self) { try await caller.put(address, bytes) }
            #expect(try await caller.put(address, bytes).status == 200)
            #expect(try await caller.idle("Gull")["iCurBuild"] == 1)
        }
    }

    @Test(arguments: ["fault: slow, bytesPerSecond: 100000", "fault: stall, afterBytes: 600, seconds: 1"])
    func `an upload that is held up arrives whole`(_ fault: String) async throws {
        try await Dock.run(faults: "faults: [{route: 'PUT /upload/*', \(fault), times: 1}]") {
            sandbox, caller in
            try await caller.upload(
                try await tarBytes(["a": String(repeating: "a", count: 9000)]), to: "Gull")
            #expect(try await caller.idle("Gull")["iCurBuild"] == 1)
            #expect(try await sandbox.model()["faults"]?.column("fired") == [1])
        }
    }

    @Test(arguments: ["fault: cut, afterBytes: 700", "fault: announceMore"])
    func `a download that breaks off is continued`(_ fault: String) async throws {
        try await Dock.run(faults: "faults: [{route: 'GET /p/*', \(fault), times: 1, after: 1}]") {
            sandbox, caller in
            let bytes = try await tarBytes(["a": String(repeating: "a", count: 9000)])
            try await caller.upload(bytes, to: "Gull")
            try await caller.idle("Gull")
            let url = sandbox.report.builds.replacing("{org}", with: "Dock").replacing("{app}", with: "Gull")
                .replacing("{build}", with: "1")
            let wire = Transport(TransportSettings())
            _ = try await wire.probe(url)
            try await withTemporaryFolder { folder in
                let download = try await wire.download(url, to: folder + "/tar")
                #expect(download.size == Int64(bytes.count))
                #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/tar")) == bytes)
            }
            #expect(try await sandbox.model()["faults"]?.column("fired") == [1])
        }
    }
}
