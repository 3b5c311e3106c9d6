import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox
import EdgeSnapshot
import Foundation
import TestKit
import Testing

@Suite struct SnapshotTests {
    @Test func `a snapshot holds every document without its secrets, and every build`() async throws {
        try await withSource { source in
            let report = try await source.snapshot(builds: [source.sandbox.report.builds])
            #expect(report.status == .done)
            let archive = try Store.open(at: source.store).archive(.latest)
            #expect(try Kind.allCases.map { try archive.documents($0).count } == [8, 3, 13, 4, 2])
            #expect(archive.builds.count == 9)
            #expect(
                archive.masked[ObjectID(kind: .deployment, name: "europe")]?.map(\.description) == [
                    "/origin/accessKeyId", "/origin/secretAccessKey",
                ])
            let model = try await source.sandbox.model()
            for build in archive.builds {
                let builds = model["organizations"]?["Harbour"]?["builds"]?[build.app.text]?.array
                let stored = builds?.first { $0["id"]?.int == build.number.value }
                #expect(stored?["sha256"]?.string == build.digest.hex)
            }
            let calls = model["calls"]?.array ?? []
            #expect(calls.isEmpty, "a snapshot writes nothing to the source")
        }
    }

    @Test func `an unchanged build is not read again, from addresses and from files`() async throws {
        try await withSource { source in
            #expect(try await source.snapshot(builds: [source.sandbox.report.builds]).builds.taken == 9)
            let again = try await source.snapshot(builds: [source.sandbox.report.builds])
            #expect(again.builds.unchanged == 9)
            #expect(again.builds.taken == 0)

            let pattern = try await source.copyBuilds()
            #expect(try await source.snapshot(builds: [pattern]).builds.taken == 9)
            #expect(try await source.snapshot(builds: [pattern]).builds.unchanged == 9)
            let touched = pattern.replacing("{app}", with: "Drydock").replacing("{build}", with: "1")
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: touched)
            #expect(try await source.snapshot(builds: [pattern]).builds.taken == 1)
        }
    }

    @Test func `a build without a source, or of another size, is stated and makes the status findings`()
        async throws
    {
        try await withSource { source in
            let none = try await source.snapshot(builds: [])
            #expect(none.status == .findings)
            #expect(none.builds.missing.count == 9)

            let pattern = try await source.copyBuilds()
            let path = pattern.replacing("{app}", with: "Drydock").replacing("{build}", with: "1")
            try Data("short".utf8).write(to: URL(fileURLWithPath: path))
            let report = try await source.snapshot(builds: [pattern])
            #expect(report.status == .findings)
            #expect(report.builds.missing.map(\.name) == ["build/Drydock/1"])
            #expect(report.builds.missing.first?.reason.contains("another build") == true)
            let archive = try Store.open(at: source.store).archive(.latest)
            #expect(archive.missingBuilds.map(\.name) == ["build/Drydock/1"])
        }
    }

    @Test func `the first pattern that has a build gives it`() async throws {
        try await withSource { source in
            let empty = source.folder + "/nowhere/{app}/{build}.tar"
            let report = try await source.snapshot(builds: [empty, source.sandbox.report.builds])
            #expect(report.status == .done)
            #expect(report.builds.taken == 9)
        }
    }

    @Test func `a kind that is refused is stated and is not empty`() async throws {
        let faults = "faults: [{route: GET /be/v1/subscriptions, fault: status, status: 403}]"
        try await withSource(faults: faults) { source in
            let report = try await source.snapshot(builds: [source.sandbox.report.builds])
            #expect(report.status == .findings)
            #expect(report.unread == [.subscription])
            let archive = try Store.open(at: source.store).archive(.latest)
            #expect(archive.unread[.subscription]?.status == 403)
            #expect(throws: ArchiveError.self) { try archive.documents(.subscription) }
        }
    }

    @Test func `pages that shuffle at every call lose no object`() async throws {
        let names = (0..<130).map { "app\($0)" }
        let apps = names.map { "{name: \($0), label: x, deployments: [north]}" }.joined(separator: ", ")
        let seed = """
            organizations:
              - name: Harbour
                accounts: [{username: ferry}]
                deployments: [{name: north, originPrefix: p, origin: {kind: s3, endpoint: e, bucket: b}}]
                apps: [\(apps)]
            """
        let faults = "faults: [{route: GET /be/v1/apps, fault: shuffle}]"
        try await withSource(seed: seed, faults: faults) { source in
            let report = try await source.snapshot(builds: [])
            let archive = try Store.open(at: source.store).archive(.latest)
            #expect(Set(try archive.documents(.app).map(\.name)) == Set(names))
            // Either two lists were whole, or what one of them missed is named.
            #expect(report.status == (report.fuzzy.isEmpty ? .done : .findings))
            let fired = try await source.sandbox.model()["faults"]?.array?.first?["fired"]?.int ?? 0
            #expect(fired > 6)
        }
    }

    @Test func `an account that may read nothing gets an error and no snapshot`() async throws {
        let faults = "faults: [{route: 'GET /be/v1/**', fault: status, status: 403}]"
        try await withSource(faults: faults) { source in
            let error = await #expect(throws: SnapshotError.self) { try await source.snapshot(builds: []) }
            #expect(error?.status == .notAllowed)
            #expect(error?.hint?.isEmpty == false)
            let snapshots = try Store.open(at: source.store).snapshots()
            #expect(snapshots.isEmpty)
        }
    }
}
