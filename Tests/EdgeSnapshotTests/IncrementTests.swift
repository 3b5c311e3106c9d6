import EdgeArchive
import EdgeCore
import EdgeSandbox
import EdgeSnapshot
import Foundation
import TestKit
import Testing

/// Snapshots in which nothing changed; `make bench` has the same with 5,000 builds.
@Suite struct IncrementTests {
    @Test func `200 builds that are unchanged cost a few kilobytes, and none of them is read`()
        async throws
    {
        try await withSource(seed: Self.seed(apps: 40, builds: 5)) { source in
            let pattern = source.sandbox.report.builds
            #expect(try await source.snapshot(builds: [pattern]).builds.taken == 200)
            let reads = try await source.sandbox.model()["bucketReads"]
            #expect(reads?.object?.members.count == 200)
            let before = try FolderState(of: source.store)
            let report = try await source.snapshot(builds: [pattern])
            #expect(report.status == .done)
            #expect(report.builds.unchanged == 200)
            #expect(try await source.sandbox.model()["bucketReads"] == reads)

            var written = try FolderState(of: source.store).written(since: before)
            #expect(written.removeValue(forKey: Layout.index) != nil)
            #expect(written.removeValue(forKey: Layout.sums) != nil)
            // Config, manifest and commit.
            #expect(written.count == 3, "\(written)")
            let bytes = written.values.reduce(0, +)
            #expect(bytes < 16 << 10, "\(bytes)")
        }
    }

    @Test func `a file of the same size, time and inode is not read`() async throws {
        try await withSource { source in
            let pattern = try await source.copyBuilds()
            #expect(try await source.snapshot(builds: [pattern]).builds.taken == 9)
            let folder = source.folder + "/vault"
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
            where path.hasSuffix(".tar") {
                try Self.overwrite("\(folder)/\(path)")
            }
            let report = try await source.snapshot(builds: [pattern])
            #expect(report.builds.unchanged == 9)
            let archive = try Store.open(at: source.store).archive(.latest)
            #expect(archive.builds.count == 9)
        }
    }

    private static func seed(apps: Int, builds: Int) -> String {
        let apps = (1...apps).map { app in
            let builds = (1...builds).map { "{files: [{path: game, text: '\(app) \($0)'}]}" }
            return
                "{name: app\(app), label: x, maxBuilds: 9, deployments: [north], builds: [\(builds.joined(separator: ", "))]}"
        }
        return """
            organizations:
              - name: Harbour
                accounts: [{username: ferry}]
                deployments: [{name: north, originPrefix: p, origin: {kind: s3, endpoint: e, bucket: b}}]
                apps: [\(apps.joined(separator: ", "))]
            """
    }

    /// Puts other bytes into a file in a way that its status does not tell.
    private static func overwrite(_ path: String) throws {
        var status = stat()
        try #require(stat(path, &status) == 0)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try file.write(contentsOf: Data(count: Int(status.st_size)))
        try file.close()
        let times = [status.st_atim, status.st_mtim]
        try #require(utimensat(AT_FDCWD, path, times, 0) == 0)
    }
}
