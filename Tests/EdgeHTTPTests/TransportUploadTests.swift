import EdgeCore
import Foundation
import Hummingbird
import NIOCore
import TestKit
import Testing

@testable import EdgeHTTP

@Suite struct TransportUploadTests {
    private struct Broken: Error {}

    /// Says `size` bytes and gives `actual`, then ends or fails.
    private struct Source: ByteSource {
        var size: Int64
        var actual: Int
        var fails = false

        func reader(at offset: Int64) throws -> any ByteReader { Reader(rest: actual, fails: fails) }

        final class Reader: ByteReader {
            private var rest: Int
            private let fails: Bool

            init(rest: Int, fails: Bool) {
                self.rest = rest
                self.fails = fails
            }

            func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
                if rest == 0, fails { throw Broken() }
                let count = min(rest, buffer.count)
                buffer.copyBytes(from: noise(count))
                rest -= count
                return count
            }
        }
    }

    /// Patient unless a test is about a server that is silent: a loaded machine is slow, too.
    private func transport(meter: Meter? = nil, patience: Duration = .seconds(60)) -> Transport {
        var settings = TransportSettings.quick
        settings.stallTimeout = patience
        settings.requestTimeout = patience
        return Transport(settings, meter: meter, timing: .still())
    }

    @Test(arguments: [0, 1, 3_000_000, 20_000_000]) func `every byte arrives`(size: Int) async throws {
        let seen = Notebook<String>()
        try await withWebServer({ router in
            router.put("upload") { request, _ in
                seen.add("\(request.headers[.contentLength] ?? "") \(request.headers[.contentType] ?? "")")
                var digest = StreamingDigest()
                for try await buffer in request.body {
                    buffer.withUnsafeReadableBytes { digest.update($0) }
                }
                return digest.finish().hex
            }
        }) { url in
            try await withTemporaryFolder { folder in
                let content = noise(size)
                try content.write(to: URL(fileURLWithPath: folder + "/a"))
                let meter = Meter()
                let answer = try await transport(meter: meter).upload(
                    FileSlice(whole: folder + "/a"), to: url + "/upload")
                #expect(answer.status == 200)
                #expect(String(decoding: answer.body, as: UTF8.self) == Digest(of: content).hex)
                #expect(meter.reading.bytes == Int64(size))
                #expect(meter.reading.requests == 1)
            }
        }
        #expect(seen.notes == ["\(size) application/octet-stream"])
    }

    @Test(arguments: [403, 507, 503]) func `an early answer is heard at once`(status: Int) async throws {
        let heads = Notebook<String>()
        let server = try RawServer { connection, _ in
            heads.add(connection.readHead())
            connection.send("HTTP/1.1 \(status) X\r\nContent-Length: 4\r\n\r\nnope")
            connection.waitForClose()
        }
        defer { server.stop() }
        let meter = Meter()
        let source = Source(size: 50_000_000_000, actual: .max)
        let answer = try await transport(meter: meter).upload(source, to: server.url)
        #expect(answer.status == status)
        #expect(answer.body == Data("nope".utf8))
        #expect(meter.reading.bytes < 1_000_000_000)
        #expect(heads.notes.count == 1)
        #expect(heads.notes.allSatisfy { !$0.lowercased().contains("expect:") })
    }

    @Test func `a source that fails is heard as itself`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        await #expect(throws: Broken.self) {
            try await transport().upload(
                Source(size: 10_000_000, actual: 5_000_000, fails: true), to: server.url)
        }
    }

    @Test func `a source shorter than it said is an error`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await transport().upload(Source(size: 10_000_000, actual: 5_000_000), to: server.url)
        }
        guard case .wrongLength(_, expected: 10_000_000, actual: 5_000_000) = error else { throw error }
    }

    @Test func `a server that takes no byte is given up, and the upload is not repeated`() async throws {
        let server = try RawServer { connection, _ in
            _ = connection.readHead()
            while connection.isOpen { usleep(10_000) }
        }
        defer { server.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await transport(patience: .seconds(1)).upload(
                Source(size: 1_000_000_000, actual: .max), to: server.url)
        }
        guard case .stalled = error else { throw error }
        #expect(error.mayHaveArrived)
        #expect(server.connections == 1)
    }

    @Test func `a server that does not answer to the whole of it is given up`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await transport(patience: .seconds(1)).upload(
                Source(size: 1000, actual: 1000), to: server.url)
        }
        guard case .stalled = error else { throw error }
    }

    @Test func `a connection that is lost half-way is an error`() async throws {
        let server = try RawServer { connection, _ in _ = connection.readHead() }
        defer { server.stop() }
        let error = try await #require(throws: HTTPError.self) {
            try await transport().upload(Source(size: 1_000_000_000, actual: .max), to: server.url)
        }
        guard case .connectionLost(.put, _, _) = error else { throw error }
        #expect(server.connections == 1)
    }

    @Test func `cancellation ends an upload`() async throws {
        let server = try RawServer { connection, _ in connection.waitForClose() }
        defer { server.stop() }
        let meter = Meter()
        let transport = transport(meter: meter)
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    _ = try await transport.upload(Source(size: .max, actual: .max), to: server.url)
                }
                while meter.reading.bytes == 0 { await Task.yield() }
                group.cancelAll()
                try await group.next()
            }
        }
    }
}
