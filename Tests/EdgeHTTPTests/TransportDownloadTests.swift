import EdgeCore
import Foundation
import Synchronization
import TestKit
import Testing

@testable import EdgeHTTP

@Suite struct TransportDownloadTests {
    /// A remote file, served by hand: `cut` bytes a connection, ranges as asked.
    private struct Shelf: Sendable {
        var content: Data
        var etag: String? = "\"one\""
        var cut: Int? = nil
        var answersRanges = true

        func serve(_ connection: RawConnection, _ requests: Notebook<String>) {
            let head = connection.readHead()
            guard !head.isEmpty else { return }
            let lines = head.split(separator: "\r\n").map(String.init)
            func value(_ name: String) -> String? {
                lines.first { $0.lowercased().hasPrefix(name + ": ") }.map {
                    String($0.dropFirst(name.count + 2))
                }
            }
            requests.add(value("range") ?? "all")
            let tag = etag.map { "ETag: \($0)\r\n" } ?? ""
            var start = 0
            if answersRanges, let range = value("range"), value("if-range") ?? etag == etag {
                let ends = range.dropFirst("bytes=".count).split(separator: "-")
                start = ends.first.flatMap { Int($0) } ?? 0
                let end = ends.count > 1 ? (Int(ends[1]) ?? 0) + 1 : content.count
                guard start < content.count else {
                    return connection.send(
                        "HTTP/1.1 416 X\r\nContent-Range: bytes */\(content.count)\r\nContent-Length: 0\r\n\r\n"
                    )
                }
                connection.send(
                    "HTTP/1.1 206 X\r\n\(tag)Content-Range: bytes \(start)-\(end - 1)/\(content.count)\r\n"
                        + "Content-Length: \(end - start)\r\n\r\n")
                return connection.send(content[start..<min(end, start + (cut ?? end))])
            }
            connection.send("HTTP/1.1 200 OK\r\n\(tag)Content-Length: \(content.count)\r\n\r\n")
            connection.send(content.prefix(cut ?? content.count))
        }
    }

    private func serve(_ shelf: Shelf, _ requests: Notebook<String> = Notebook()) throws -> RawServer {
        try RawServer { connection, _ in shelf.serve(connection, requests) }
    }

    /// Patient unless a test is about a server that is silent: a loaded machine is slow, too.
    private func transport(meter: Meter? = nil, attempts: Int = 3, patience: Duration = .seconds(60))
        -> Transport
    {
        var settings = TransportSettings.quick
        settings.attempts = attempts
        settings.stallTimeout = patience
        return Transport(settings, meter: meter, timing: .still())
    }

    private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

    @Test(arguments: [0, 1, 100_000, 5_000_000]) func `a file comes whole`(size: Int) async throws {
        let content = noise(size)
        let server = try serve(Shelf(content: content))
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let meter = Meter()
            let path = folder + "/a.partial"
            let download = try await transport(meter: meter).download(server.url, to: path)
            #expect(download == Download(size: Int64(size), digest: Digest(of: content), etag: "\"one\""))
            #expect(try bytes(path) == content)
            #expect(meter.reading.bytes == Int64(size))
            #expect(try bytes(path + ".etag") == Data("\"one\"".utf8))
            try PartialFile.forget(path)
            #expect(!FileManager.default.fileExists(atPath: path + ".etag"))
            try PartialFile.forget(path)
        }
    }

    @Test func `lost connections are continued as long as bytes come`() async throws {
        let content = noise(3_000_000)
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: content, cut: 300_000), requests)
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let meter = Meter()
            let download = try await transport(meter: meter, attempts: 2).download(
                server.url, to: folder + "/a")
            #expect(download.digest == Digest(of: content))
            #expect(try bytes(folder + "/a") == content)
            #expect(meter.reading.bytes == 3_000_000)
        }
        #expect(requests.notes.prefix(3) == ["all", "bytes=300000-", "bytes=600000-"])
        #expect(requests.notes.count == 10)
    }

    @Test func `a file without an ETag starts anew, and not for ever`() async throws {
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: noise(3_000_000), etag: nil, cut: 300_000), requests)
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let error = try await #require(throws: HTTPError.self) {
                try await transport().download(server.url, to: folder + "/a")
            }
            guard case .connectionLost = error else { throw error }
        }
        #expect(requests.notes == ["all", "all", "all"])
    }

    @Test func `a later run continues what an earlier one left`() async throws {
        let content = noise(2_000_000)
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: content), requests)
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let path = folder + "/a"
            try content.prefix(1_500_000).write(to: URL(fileURLWithPath: path))
            try Data("\"one\"".utf8).write(to: URL(fileURLWithPath: path + ".etag"))
            let meter = Meter()
            let download = try await transport(meter: meter).download(server.url, to: path)
            #expect(download.digest == Digest(of: content))
            #expect(try bytes(path) == content)
            #expect(meter.reading.bytes == 2_000_000)
            #expect(try await transport().download(server.url, to: path) == download)
        }
        #expect(requests.notes == ["bytes=1499999-", "bytes=1999999-"])
    }

    @Test func `a file that changed on the server starts from its beginning`() async throws {
        let content = noise(1_000_000, seed: 2)
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: content, etag: "\"two\""), requests)
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let path = folder + "/a"
            try noise(1_500_000).write(to: URL(fileURLWithPath: path))
            try Data("\"one\"".utf8).write(to: URL(fileURLWithPath: path + ".etag"))
            let meter = Meter()
            let download = try await transport(meter: meter).download(server.url, to: path)
            #expect(download == Download(size: 1_000_000, digest: Digest(of: content), etag: "\"two\""))
            #expect(try bytes(path) == content)
            #expect(meter.reading.bytes == 1_000_000)
        }
        #expect(requests.notes.count == 1)
    }

    @Test(arguments: [true, false]) func `a file that changes in the middle is started anew, never mixed`(
        isLonger: Bool
    ) async throws {
        let (old, new) = (noise(2_000_000), noise(isLonger ? 2_500_000 : 1_200_000, seed: 2))
        let requests = Notebook<String>()
        let server = try RawServer { connection, number in
            // The connection is lost after a part, and the file is another one before it is asked for again.
            let shelf =
                number == 1
                ? Shelf(content: old, cut: 700_000) : Shelf(content: new, etag: "\"two\"", cut: 500_000)
            shelf.serve(connection, requests)
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let meter = Meter()
            let download = try await transport(meter: meter).download(server.url, to: folder + "/a")
            #expect(download.digest == Digest(of: new))
            #expect(download.etag == "\"two\"")
            #expect(try bytes(folder + "/a") == new)
            #expect(meter.reading.bytes == Int64(new.count))
        }
        #expect(requests.notes.prefix(3) == ["all", "bytes=700000-", "bytes=500000-"])
    }

    @Test func `a file longer than the server's starts from its beginning`() async throws {
        let content = noise(1000)
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: content), requests)
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let path = folder + "/a"
            try noise(5000).write(to: URL(fileURLWithPath: path))
            try Data("\"one\"".utf8).write(to: URL(fileURLWithPath: path + ".etag"))
            #expect(try await transport().download(server.url, to: path).digest == Digest(of: content))
            #expect(try bytes(path) == content)
        }
        #expect(requests.notes == ["bytes=4999-", "all"])
    }

    @Test func `bytes without a note are not trusted`() async throws {
        let content = noise(1000)
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: content), requests)
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            try noise(500, seed: 9).write(to: URL(fileURLWithPath: folder + "/a"))
            #expect(
                try await transport().download(server.url, to: folder + "/a").digest == Digest(of: content))
        }
        #expect(requests.notes == ["all"])
    }

    @Test(arguments: [
        "Content-Range: bytes 0-999/1000\r\n", "Content-Range: bytes 499-999/1000\r\nETag: \"two\"\r\n", "",
    ])
    func `another part than asked for is refused, and the next run starts anew`(headers: String) async throws
    {
        let content = noise(1000)
        let requests = Notebook<String>()
        let server = try RawServer { connection, number in
            if number > 1 { return Shelf(content: content).serve(connection, requests) }
            _ = connection.readHead()
            connection.send("HTTP/1.1 206 X\r\n\(headers)Content-Length: 1000\r\n\r\n")
            connection.send(content)
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let path = folder + "/a"
            try content.prefix(500).write(to: URL(fileURLWithPath: path))
            try Data("\"one\"".utf8).write(to: URL(fileURLWithPath: path + ".etag"))
            let error = try await #require(throws: HTTPError.self) {
                try await transport().download(server.url, to: path)
            }
            guard case .wrongRange(_, asked: 499, _) = error else { throw error }
            #expect(try await transport().download(server.url, to: path).digest == Digest(of: content))
        }
        #expect(requests.notes == ["all"])
    }

    @Test func `a short body is no success`() async throws {
        let server = try RawServer { connection, _ in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            connection.send(noise(999))
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            _ = await #expect(throws: HTTPError.self) {
                try await transport().download(server.url, to: folder + "/a")
            }
        }
        #expect(server.connections == 3)
    }

    @Test func `a body that could end anywhere is refused, a chunked one is not`() async throws {
        let content = noise(1000)
        let server = try RawServer { connection, number in
            _ = connection.readHead()
            let chunked = number == 2 ? "Transfer-Encoding: chunked\r\n" : ""
            connection.send("HTTP/1.1 200 OK\r\n\(chunked)\r\n")
            if number == 2 { connection.send("3e8\r\n") }
            connection.send(content)
            if number == 2 { connection.send("\r\n0\r\n\r\n") }
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let error = try await #require(throws: HTTPError.self) {
                try await transport().download(server.url, to: folder + "/a")
            }
            guard case .unknownLength = error else { throw error }
            #expect(server.connections == 1)
            let download = try await transport().download(server.url, to: folder + "/a")
            #expect(download.digest == Digest(of: content))
        }
    }

    @Test func `a part that ends before the file is continued, and more than the file is refused`()
        async throws
    {
        let content = noise(1000)
        let server = try RawServer { connection, number in
            _ = connection.readHead()
            switch number {
            case 1:
                connection.send("HTTP/1.1 200 X\r\nETag: \"one\"\r\nContent-Length: 1000\r\n\r\n")
                connection.send(content.prefix(500))
            case 2:
                connection.send(
                    "HTTP/1.1 206 X\r\nContent-Range: bytes 500-699/1000\r\nContent-Length: 200\r\n\r\n")
                connection.send(content[500..<700])
            default:
                connection.send(
                    "HTTP/1.1 206 X\r\nContent-Range: bytes 700-999/1000\r\nConnection: close\r\n\r\n")
                connection.send(content[700...] + noise(5))
            }
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let error = try await #require(throws: HTTPError.self) {
                try await transport(attempts: 2).download(server.url, to: folder + "/a")
            }
            guard case .wrongLength(_, expected: 1000, _) = error else { throw error }
        }
    }

    @Test func `a silent server is given up`() async throws {
        let server = try RawServer { connection, _ in
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            connection.send(noise(600))
            connection.waitForClose()
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let error = try await #require(throws: HTTPError.self) {
                try await transport(attempts: 1, patience: .seconds(1)).download(
                    server.url, to: folder + "/a")
            }
            guard case .stalled(_, afterBytes: 600) = error else { throw error }
        }
    }

    @Test(arguments: [404, 403, 202, 302]) func `another answer leaves the file as it was`(status: Int)
        async throws
    {
        let server = try RawServer { connection, _ in
            _ = connection.readHead()
            connection.send("HTTP/1.1 \(status) X\r\nContent-Length: 9\r\n\r\nno such f")
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let path = folder + "/a"
            try noise(500).write(to: URL(fileURLWithPath: path))
            let error = try await #require(throws: HTTPError.self) {
                try await transport().download(server.url, to: path)
            }
            guard case .refused(.get, _, status, detail: "no such f") = error else { throw error }
            #expect(try bytes(path) == noise(500))
        }
    }

    @Test func `a failing server is asked again`() async throws {
        let content = noise(1000)
        let server = try RawServer { connection, number in
            if number > 2 { return Shelf(content: content).serve(connection, Notebook()) }
            _ = connection.readHead()
            connection.send("HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n")
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let download = try await transport().download(server.url, to: folder + "/a")
            #expect(download.digest == Digest(of: content))
        }
    }

    @Test func `a cancelled download keeps what it has`() async throws {
        let content = noise(1_000_000)
        let requests = Notebook<String>()
        let server = try RawServer { connection, number in
            if number > 1 { return Shelf(content: content).serve(connection, requests) }
            _ = connection.readHead()
            connection.send("HTTP/1.1 200 OK\r\nETag: \"one\"\r\nContent-Length: 1000000\r\n\r\n")
            connection.send(content.prefix(400_000))
            connection.waitForClose()
        }
        defer { server.stop() }
        try await withTemporaryFolder { folder in
            let (meter, path) = (Meter(), folder + "/a")
            let transport = Transport(.quick, meter: meter)
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await transport.download(server.url, to: path) }
                    while meter.reading.bytes < 400_000 { await Task.yield() }
                    group.cancelAll()
                    try await group.next()
                }
            }
            let rest = try await transport.download(server.url, to: path)
            #expect(rest.digest == Digest(of: content))
        }
        #expect(requests.notes == ["bytes=399999-"])
    }

    @Test func `a file that cannot be made is named before anything is asked`() async throws {
        let server = try serve(Shelf(content: noise(10)))
        defer { server.stop() }
        await #expect(throws: CoreError.file(path: "/nowhere/a", doing: "create", code: ENOENT)) {
            try await transport().download(server.url, to: "/nowhere/a")
        }
        #expect(server.connections == 0)
    }

    @Test func `a file that cannot be written is named`() async throws {
        let server = try serve(Shelf(content: noise(1000), etag: nil))
        defer { server.stop() }
        // A device takes no truncation, which is the first thing that happens to a file.
        await #expect(throws: CoreError.self) {
            try await transport().download(server.url, to: "/dev/full")
        }
    }

    @Test(arguments: [true, false]) func `a probe tells size and ETag`(answersRanges: Bool) async throws {
        let requests = Notebook<String>()
        let server = try serve(Shelf(content: noise(5_000_000), answersRanges: answersRanges), requests)
        defer { server.stop() }
        #expect(try await transport().probe(server.url) == RemoteFile(size: 5_000_000, etag: "\"one\""))
        #expect(requests.notes == ["bytes=0-0"])
    }

    @Test func `a probe of an empty or missing file`() async throws {
        let empty = try serve(Shelf(content: Data(), etag: "W/\"weak\""))
        let missing = try RawServer { connection, _ in
            _ = connection.readHead()
            connection.send("HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n")
        }
        defer {
            empty.stop()
            missing.stop()
        }
        #expect(try await transport().probe(empty.url) == RemoteFile(size: 0, etag: nil))
        let error = try await #require(throws: HTTPError.self) { try await transport().probe(missing.url) }
        guard case .refused(.get, _, 404, _) = error else { throw error }
    }
}
