import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A snapshot by the built tool whose builds come from a file of sources and from a scan.
@Suite struct BuildSourcesTests {
    @Test func `headers are sent and stand nowhere, single paths and a scan give the rest`() async throws {
        try await withMove { move in
            var move = move
            move.environment = ["BUCKET": "Bearer planted-5c1a"]
            let server = try RawServer { connection, _ in
                while case let head = connection.readHead(), !head.isEmpty {
                    // Nothing is here, for who may ask.
                    let isKnown = head.contains("Authorization: Bearer planted-5c1a\r\n")
                    let status = isKnown ? "404 X" : "403 X"
                    connection.send("HTTP/1.1 \(status)\r\nContent-Length: \(head.utf8.count)\r\n\r\n\(head)")
                }
            }
            defer { server.stop() }
            let vault = try await move.fetchBuilds()
            let sources = try move.write(
                """
                sources:
                  - pattern: \(server.url)/{app}/{build}
                    headers: {Authorization: {env: BUCKET}}
                builds: {Drydock: {1: \(vault)/first.tar}}
                """, to: "sources.yml")
            let snapshot = try await FerryRun.of(
                [
                    "snapshot", "--source", move.source.url, "--source-org", move.source.organization.name,
                    "--store", move.store, "--build-sources", sources, "--scan", vault,
                    "--scan-out", move.folder + "/found.yml", "--record", move.folder + "/record",
                    "--format", "json",
                ], environment: move.source.asSource.merging(move.environment) { first, _ in first })
            #expect(snapshot.status == 1, "\(snapshot.output) \(snapshot.errors)")
            #expect(snapshot.json?["builds"]?["read"]?.int == 8)
            let missing = snapshot.json?["builds"]?["missing"]?.array?.compactMap { $0["build"]?.string }
            #expect(missing == ["build/Tugboat/2"])
            let found = try String(contentsOfFile: move.folder + "/found.yml", encoding: .utf8)
            #expect(found.contains("# 2: \"\(vault)/unknown.tar\"  # size only"))
            let told = snapshot.output + snapshot.errors
            #expect(!told.contains("planted-5c1a"))
            for path in try FileManager.default.subpathsOfDirectory(atPath: move.folder) {
                let bytes = FileManager.default.contents(atPath: "\(move.folder)/\(path)") ?? Data()
                #expect(bytes.firstRange(of: Data("planted-5c1a".utf8)) == nil, "\(path)")
            }

            // The user tells what the scan could not know.
            let corrected = try move.write(found.replacing("# 2:", with: "2:"), to: "found.yml")
            let whole = try await move.snapshot(
                "--builds", "/nowhere/{app}/{build}", "--build-sources", corrected)
            #expect(whole.status == 0, "\(whole.output) \(whole.errors)")
        }
    }

    @Test func `mistakes in a file of sources are told at once, before the first call`() async throws {
        try await withMove { move in
            let sources = try move.write(
                """
                sources:
                  - pattern: https://bucket.example/{app}/{build}.tar
                    headers: {Authorization: Bearer planted-5c1a, Host: {env: HOST}}
                  - pattern: /vault/{build}.tar
                    header: {}
                builds:
                  Drydock: {first: /vault/first.tar}
                """, to: "sources.yml")
            try move.expectError(
                try await move.snapshot("--build-sources", sources), .settings, "build-sources-mistakes")
            let secrets = try move.write(
                """
                sources:
                  - pattern: https://bucket.example/{app}/{build}.tar
                    headers: {Authorization: {env: BUCKET}, X-Key: {file: \(move.folder)/none}}
                """, to: "sources.yml")
            try move.expectError(
                try await move.snapshot("--build-sources", secrets), .settings, "build-sources-secrets")
            #expect(!FileManager.default.fileExists(atPath: move.store))
        }
    }

    @Test func `a folder to scan that is none is told`() async throws {
        try await withMove { move in
            let folder = move.folder + "/none"
            let run = try await move.snapshot("--builds", "/nowhere/{app}/{build}", "--scan", folder)
            try move.expectError(run, .noInput, "scan-folder")
            #expect(!FileManager.default.fileExists(atPath: move.store))
        }
    }
}

extension Move {
    /// Every build of the source under names that a scan knows, but for two; returns the folder.
    fileprivate func fetchBuilds() async throws -> String {
        let vault = folder + "/vault"
        #expect(try await snapshot("--store", folder + "/first").status == 0)
        let names = ["Drydock/1": "first.tar", "Tugboat/2": "unknown.tar"]
        let shown = try await ferry("show", folder + "/first", "--format", "json")
        try FileManager.default.createDirectory(atPath: vault, withIntermediateDirectories: true)
        for build in shown.json?["builds"]?.array ?? [] {
            guard let app = build["app"]?.string, let number = build["build"]?.int else { continue }
            let name = names["\(app)/\(number)"] ?? "\(app)-\(number).tar"
            let place = try BuildPattern(source.report.builds).place(
                organization: OrganizationName(source.organization.name), app: AppName(app), build: number)
            let tar = try await Transport(TransportSettings()).send(HTTPRequest(.get, place)).body
            try tar.write(to: URL(fileURLWithPath: "\(vault)/\(name)"))
        }
        return vault
    }
}
