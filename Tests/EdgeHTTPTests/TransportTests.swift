import EdgeCore
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import TestKit
import Testing

@testable import EdgeHTTP

@Suite struct TransportTests {
    /// Answers the statuses one after the other, the last one for ever, and notes the methods that came.
    private func answering(
        _ statuses: [Int], headers: [String: String] = [:], notes: Notebook<String>
    ) throws -> RawServer {
        try RawServer { connection, _ in
            while true {
                let head = connection.readHead()
                guard let method = head.split(separator: " ").first else { return }
                let count = notes.add(String(method))
                let status = statuses[min(count, statuses.count) - 1]
                let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
                connection.send("HTTP/1.1 \(status) X\r\n\(lines)Content-Length: 2\r\n\r\nok")
            }
        }
    }

    @Test func `a read is repeated until it is answered`() async throws {
        let (notes, sleeps, waits) = (Notebook<String>(), Notebook<Duration>(), Notebook<Wait>())
        let server = try answering([503, 429, 200], notes: notes)
        defer { server.stop() }
        let meter = Meter()
        let transport = Transport(.quick, meter: meter, timing: .still(sleeps), announce: { waits.add($0) })
        let answer = try await transport.send(HTTPRequest(.get, server.url + "/be"))
        #expect(answer.status == 200)
        #expect(answer.body == Data("ok".utf8))
        #expect(answer.headers["content-length"] == "2")
        #expect(notes.notes == ["GET", "GET", "GET"])
        #expect(sleeps.notes == [.milliseconds(375), .milliseconds(750)])
        #expect(waits.notes.map(\.reason) == [.failing(status: 503), .tooManyRequests])
        #expect(meter.reading.requests == 3)
    }

    @Test func `the last answer is returned although it is a failure`() async throws {
        let notes = Notebook<String>()
        let server = try answering([502], notes: notes)
        defer { server.stop() }
        let transport = Transport(.quick, timing: .still())
        #expect(try await transport.send(HTTPRequest(.get, server.url)).status == 502)
        #expect(notes.notes.count == 5)
    }

    @Test(arguments: [HTTPMethod.post, .patch, .delete, .put])
    func `a write is not repeated after 503`(method: HTTPMethod) async throws {
        let notes = Notebook<String>()
        let server = try answering([503, 200], headers: ["Retry-After": "1"], notes: notes)
        defer { server.stop() }
        let transport = Transport(.quick, timing: .still())
        #expect(try await transport.send(HTTPRequest(method, server.url)).status == 503)
        #expect(notes.notes == [method.rawValue])
    }

    @Test func `a write is repeated after 429, when the server says`() async throws {
        let (notes, sleeps) = (Notebook<String>(), Notebook<Duration>())
        let server = try answering([429, 429, 201], headers: ["Retry-After": "7"], notes: notes)
        defer { server.stop() }
        let transport = Transport(.quick, timing: .still(sleeps))
        let body = Data("{}".utf8)
        #expect(try await transport.send(HTTPRequest(.post, server.url, body: body)).status == 201)
        #expect(notes.notes == ["POST", "POST", "POST"])
        #expect(sleeps.notes == [.seconds(7), .seconds(7)])
    }

    @Test func `a maintenance uses up no tries, but has a bound`() async throws {
        let (notes, sleeps) = (Notebook<String>(), Notebook<Duration>())
        let long = try answering(
            Array(repeating: 503, count: 20) + [200], headers: ["Retry-After": "900"], notes: notes)
        defer { long.stop() }
        let patient = Transport(.quick, timing: .still(sleeps))
        #expect(try await patient.send(HTTPRequest(.get, long.url)).status == 200)
        #expect(sleeps.notes == Array(repeating: .seconds(900), count: 20))
        let calls = Notebook<String>()
        let endless = try answering([503], headers: ["Retry-After": "900"], notes: calls)
        defer { endless.stop() }
        var settings = TransportSettings.quick
        settings.longestMaintenance = .seconds(3600)
        let bounded = Transport(settings, timing: .still())
        #expect(try await bounded.send(HTTPRequest(.get, endless.url)).status == 503)
        // Four within the hour, and five tries as of any other call.
        #expect(calls.notes.count == 9)
    }

    @Test func `a redirect is an answer`() async throws {
        let notes = Notebook<String>()
        let server = try answering([302], headers: ["Location": "/elsewhere"], notes: notes)
        defer { server.stop() }
        #expect(try await Transport(.quick).send(HTTPRequest(.get, server.url)).status == 302)
        #expect(notes.notes.count == 1)
    }

    @Test func `a read without an answer is repeated and then timed out`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        var settings = TransportSettings.quick
        settings.requestTimeout = .milliseconds(100)
        settings.attempts = 3
        let transport = Transport(settings, timing: .still())
        let error = try await #require(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.get, server.url))
        }
        #expect(error.mayHaveArrived)
        guard case .timedOut(.get, _) = error else { throw error }
        #expect(server.connections == 3)
    }

    @Test func `a write without an answer is made once and is in doubt`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        var settings = TransportSettings.quick
        settings.requestTimeout = .milliseconds(100)
        let transport = Transport(settings, timing: .still())
        let error = try await #require(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.patch, server.url, body: Data("{}".utf8)))
        }
        #expect(error.mayHaveArrived)
        #expect(server.connections == 1)
    }

    @Test func `a write that a kept connection loses is not repeated behind our back`() async throws {
        let notes = Notebook<String>()
        let server = try RawServer { connection, _ in
            while true {
                let head = connection.readHead()
                guard let method = head.split(separator: " ").first else { return }
                notes.add(String(method))
                // Closes without an answer, as a server does that dies after it has done the work.
                guard method == "GET" else { return }
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            }
        }
        defer { server.stop() }
        let transport = Transport(.quick, timing: .still())
        _ = try await transport.send(HTTPRequest(.get, server.url))
        _ = try await transport.send(HTTPRequest(.get, server.url))
        #expect(server.connections == 1, "the second read uses the first one's connection")
        let error = try await #require(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.post, server.url, body: Data("{}".utf8)))
        }
        guard case .connectionLost(.post, _, _) = error else { throw error }
        #expect(error.mayHaveArrived)
        #expect(notes.notes == ["GET", "GET", "POST"])
    }

    @Test func `a read is repeated after a reset`() async throws {
        let server = try RawServer { connection, number in
            _ = connection.readHead()
            if number > 2 { connection.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") }
        }
        defer { server.stop() }
        #expect(
            try await Transport(.quick, timing: .still()).send(HTTPRequest(.get, server.url)).status == 200)
        #expect(server.connections == 3)
    }

    @Test(arguments: [true, false]) func `a body beyond the limit is refused`(isAnnounced: Bool) async throws
    {
        let server = try RawServer { connection, _ in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\n\(isAnnounced ? "Content-Length: 100000\r\n" : "")\r\n")
            connection.send(noise(100_000))
        }
        defer { server.stop() }
        var settings = TransportSettings.quick
        settings.bodyLimit = 1000
        let transport = Transport(settings, timing: .still())
        let error = try await #require(throws: HTTPError.self) {
            try await transport.send(HTTPRequest(.get, server.url))
        }
        guard case .bodyTooLarge(_, limit: 1000) = error else { throw error }
        #expect(server.connections == 1)
    }

    @Test func `a head without an end is refused`() async throws {
        let server = try RawServer { connection, _ in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\n")
            for index in 0..<100 { connection.send("X-\(index): \(String(repeating: "a", count: 8000))\r\n") }
        }
        defer { server.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await Transport(.quick, timing: .still()).send(HTTPRequest(.get, server.url))
        }
        guard case .bodyTooLarge = error else { throw error }
    }

    @Test func `a closed port is unreachable, and nothing arrived`() async throws {
        let server = try RawServer { _, _ in }
        server.stop()
        let transport = Transport(.quick, timing: .still())
        let error = try await #require(throws: HTTPError.self) {
            // The port may accept once more while its server ends.
            for _ in 0..<50 { _ = try await transport.send(HTTPRequest(.post, "http://127.0.0.1:1/")) }
        }
        guard case .unreachable = error else { throw error }
        #expect(!error.mayHaveArrived)
        #expect(error.status == .unavailable)
    }

    @Test(arguments: [
        "", "not an address at all", "ftp://example.com/x", "file:///etc/passwd", "http://a\0b",
    ])
    func `an unusable address is named`(url: String) async throws {
        let error = try await #require(throws: HTTPError.self) {
            try await Transport(.quick).send(HTTPRequest(.get, url))
        }
        guard case .badAddress = error else { throw error }
        #expect(error.status == .usage)
    }

    @Test(arguments: [
        HTTPHeader("a", "b\r\nc: d"), HTTPHeader("a:b", "c"), HTTPHeader("", "c"), HTTPHeader("a b", "c"),
    ])
    func `a header that breaks its line is not sent`(header: HTTPHeader) async throws {
        let error = try await #require(throws: HTTPError.self) {
            try await Transport(.quick).send(HTTPRequest(.get, "http://127.0.0.1:1", headers: [header]))
        }
        guard case .badHeader = error else { throw error }
    }

    @Test(.timeLimit(.minutes(2))) func `cancellation ends a silent request`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        // Far beyond the patience of a test run: only the cancellation can end it.
        var settings = TransportSettings.quick
        settings.requestTimeout = .seconds(100_000)
        let transport = Transport(settings)
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await transport.send(HTTPRequest(.get, server.url)) }
                while server.connections == 0 { await Task.yield() }
                group.cancelAll()
                try await group.next()
            }
        }
    }

    @Test func `what is sent is what was given`() async throws {
        let notes = Notebook<String>()
        try await withWebServer({ router in
            router.post("echo") { request, _ in
                let names = ["user-agent", "content-type", "expect", "x-empty", "content-length"]
                for name in names {
                    let values = HTTPField.Name(name).map { request.headers[values: $0] } ?? []
                    notes.add("\(name)=\(values.joined(separator: ","))")
                }
                let body = try await request.body.collect(upTo: 1 << 20)
                return Response(status: .created, body: .init(byteBuffer: body))
            }
        }) { url in
            let body = Data("{\"a\":1}\0".utf8)
            let headers = [HTTPHeader("Content-Type", "application/json"), HTTPHeader("X-Empty", "")]
            let answer = try await Transport(.quick).send(
                HTTPRequest(.post, url + "/echo", headers: headers, body: body))
            #expect(answer.body == body)
            _ = try await Transport(.quick).send(HTTPRequest(.post, url + "/echo"))
        }
        #expect(
            notes.notes == [
                "user-agent=edgeferry/0.1", "content-type=application/json", "expect=", "x-empty=",
                "content-length=8",
                "user-agent=edgeferry/0.1", "content-type=", "expect=", "x-empty=", "content-length=0",
            ])
    }

    @Test func `log, announcement and error show no secret`() async throws {
        let (notes, records) = (Notebook<String>(), Notebook<String>())
        let server = try answering([500], notes: notes)
        defer { server.stop() }
        var settings = TransportSettings.quick
        settings.attempts = 2
        let log = Logger(label: "test") { _ in RecordingLog(records) }
        let transport = Transport(
            settings, log: log, timing: .still(), announce: { records.add("\($0)") })
        let port = server.url.split(separator: ":").last ?? ""
        let url = "http://hush:hush@127.0.0.1:\(port)/p/hush/file?key=hush"
        let headers = [HTTPHeader("x-rockit-api-key", "hush", isSecret: true)]
        let request = HTTPRequest(.get, url, headers: headers, body: nil)
        _ = try await transport.send(request)
        let refused = await #expect(throws: HTTPError.self) {
            try await transport.probe(url, headers: headers)
        }
        records.add(String(reflecting: refused))
        records.add(String(reflecting: headers))
        records.add(String(reflecting: request))
        #expect(records.notes.count >= 6)
        #expect(records.notes.filter { $0.contains("hush") } == [])
        #expect(records.notes.contains { $0.contains("GET") && $0.contains("500") })
    }
}

/// Notes every line at every level, its metadata included.
private struct RecordingLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    private let records: Notebook<String>

    init(_ records: Notebook<String>) { self.records = records }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        records.add("\(event.message) \(event.metadata ?? [:])")
    }
}
