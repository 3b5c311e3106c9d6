import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import EdgeSnapshot
import Foundation
import TestKit

/// A seeded sandbox, and a store to bring it into.
struct SnapshotSource: Sendable {
    let sandbox: RunningSandbox
    let folder: String

    var store: String { folder + "/store" }

    private var transport: Transport {
        var settings = TransportSettings()
        settings.requestsPerSecond = 5000
        settings.attempts = 1
        return Transport(settings)
    }

    func snapshot(builds: [String]) async throws -> SnapshotReport {
        try await snapshot(BuildSources(builds.map { BuildPattern($0) }))
    }

    func snapshot(_ sources: BuildSources) async throws -> SnapshotReport {
        let account = try sandbox.organization
        let address = try EdgeAddress(
            url: sandbox.url, organization: OrganizationName(account.name), side: .source)
        let transport = transport
        let edge = SourceEdge(
            address, .apiKey(username: account.username, key: account.apiKey), dialect: Dialect(),
            over: transport)
        let store = try Store.openOrCreate(at: store, id: "test")
        return try await Snapshot(
            of: edge, into: store, builds: sources, over: transport, now: { Date() }
        ).run()
    }

    /// Puts every build of the sandbox into a folder and returns its pattern.
    func copyBuilds() async throws -> String {
        let apps = try await sandbox.model()["organizations"]?["Harbour"]?["builds"]?.object?.members ?? []
        for (app, builds) in apps {
            for build in builds.array ?? [] {
                guard let number = build["id"]?.int else { continue }
                let place = try BuildPattern(sandbox.report.builds).place(
                    organization: OrganizationName("Harbour"), app: AppName(app), build: number)
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/vault/\(app)", withIntermediateDirectories: true)
                _ = try await Transport(TransportSettings()).download(
                    place, to: "\(folder)/vault/\(app)/\(number).tar")
            }
        }
        return folder + "/vault/{app}/{build}.tar"
    }
}

func withSource(
    seed: String? = nil, faults: String = "",
    _ body: @escaping @Sendable (SnapshotSource) async throws -> Void
) async throws {
    try await withTemporaryFolder { folder in
        try await withSandbox(seed: seed, faults: faults) { sandbox in
            try await body(SnapshotSource(sandbox: sandbox, folder: folder))
        }
    }
}
