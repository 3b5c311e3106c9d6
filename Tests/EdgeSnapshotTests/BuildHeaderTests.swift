import EdgeArchive
import EdgeCore
import EdgeHTTP
import EdgeSnapshot
import Foundation
import Synchronization
import TestKit
import Testing

@Suite struct BuildHeaderTests {
    /// Answers with the head of each request it gets.
    private final class Shelf: Sendable {
        let heads = Mutex<[String]>([])

        func server(_ answer: @escaping @Sendable (_ head: String) -> (String, Data)) throws -> RawServer {
            try RawServer { [self] connection, _ in
                while case let head = connection.readHead(), !head.isEmpty {
                    heads.withLock { $0.append(head) }
                    let (line, body) = answer(head)
                    connection.send("HTTP/1.1 \(line)\r\nContent-Length: \(body.count)\r\n\r\n")
                    connection.send(body)
                }
            }
        }
    }

    private static let secret = "Bearer s3cret-of-the-bucket"

    private func source(_ server: RawServer) -> BuildSources {
        var sources = BuildSources()
        sources.patterns = [
            BuildSource(
                BuildPattern(server.url + "/{app}/{build}"),
                headers: [HTTPHeader("Authorization", Self.secret, isSecret: true)])
        ]
        return sources
    }

    @Test func `a build that wants a header is had with it, and the header stays out of the store`()
        async throws
    {
        try await withSource { source in
            _ = try await source.copyBuilds()
            let folder = source.folder + "/vault"
            let shelf = Shelf()
            let server = try shelf.server { head in
                guard head.contains("Authorization: \(Self.secret)\r\n") else { return ("401 X", Data()) }
                let place = head.split(separator: " ")[1]
                let tar = try? Data(contentsOf: URL(fileURLWithPath: "\(folder)\(place).tar"))
                guard let tar else { return ("404 X", Data()) }
                return ("200 OK\r\nETag: \"\(tar.count)\"", tar)
            }
            defer { server.stop() }
            let report = try await source.snapshot(self.source(server))
            #expect(report.status == .done)
            #expect(report.builds.taken == 9)
            #expect(!(report.lines.joined() + report.json.canonical).contains("s3cret"))
            for path in try FileManager.default.subpathsOfDirectory(atPath: source.store) {
                let bytes = FileManager.default.contents(atPath: "\(source.store)/\(path)") ?? Data()
                #expect(bytes.firstRange(of: Data("s3cret".utf8)) == nil, "\(path)")
            }
        }
    }

    @Test func `a redirect is not followed: nobody else is sent the header`() async throws {
        try await withSource { source in
            let other = Shelf()
            let elsewhere = try other.server { _ in ("200 OK", Data()) }
            defer { elsewhere.stop() }
            let place = elsewhere.url
            let server = try Shelf().server { _ in ("302 Found\r\nLocation: \(place)/a", Data()) }
            defer { server.stop() }
            let error = await #expect(throws: HTTPError.self) {
                try await source.snapshot(self.source(server))
            }
            #expect(error?.status == .outsideContract)
            #expect(error?.hint?.contains("redirects are not followed") == true)
            #expect(other.heads.withLock { $0 }.isEmpty)
        }
    }

    @Test(arguments: ["403 X", "500 X"]) func `an error that repeats the header is told without it`(
        status: String
    ) async throws {
        try await withSource { source in
            let server = try Shelf().server { head in (status, Data(head.utf8)) }
            defer { server.stop() }
            let error = await #expect(throws: HTTPError.self) {
                try await source.snapshot(self.source(server))
            }
            let told = "\(error?.what ?? "") \(error?.why ?? "") \(error.map { "\($0)" } ?? "")"
            #expect(told.contains("Authorization: •••"))
            #expect(!told.contains("s3cret"))
        }
    }

    @Test func `a source that refuses is passed over when another has the build`() async throws {
        try await withSource { source in
            let pattern = try await source.copyBuilds()
            let server = try Shelf().server { _ in ("403 X", Data()) }
            defer { server.stop() }
            var sources = self.source(server)
            sources.patterns.append(BuildSource(BuildPattern(pattern)))
            #expect(try await source.snapshot(sources).status == .done)
            try FileManager.default.removeItem(atPath: source.folder + "/vault/Drydock/1.tar")
            let error = await #expect(throws: HTTPError.self) { try await source.snapshot(sources) }
            #expect(error?.status == .notAllowed, "a wrong credential must not look like a missing build")
        }
    }
}
