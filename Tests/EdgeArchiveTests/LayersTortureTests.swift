import EdgeArchive
import EdgeCore
import Foundation
import TestKit
import Testing

@Suite struct LayersTortureTests {
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] != nil),
        .timeLimit(.minutes(60)))
    func `400 increments of one build keep its manifests at about 300 layers, and each comes back`()
        async throws
    {
        try await withTemporaryFolder { folder in
            let clock = ContinuousClock()
            let start = clock.now
            // Packs of 1 MiB in place of 64.
            let many = try await IncrementStore(
                in: folder, builds: 400, members: 100, changes: 3, nights: 8,
                IncrementStore.form(dividedBy: 64))
            let written = clock.now
            let layers = try many.builds.map {
                try many.store.manifest($0.manifest, type: ArchiveFormat.buildType).layers.count
            }
            let most = try #require(layers.max())
            let packs = try many.blobs(ArchiveFormat.packType)
            let stored = packs.reduce(0) { $0 + Int($1.size) }
            print(
                "400 increments: \(most) layers at most, \(layers.last ?? 0) at last; \(packs.count) packs of \(stored) bytes, "
                    + "\(Double(stored) / Double(many.freshBytes)) of what was new; written in \(written - start)"
            )
            #expect(most > 250 && most <= 330)
            #expect(stored < many.freshBytes * 11 / 10)
            #expect(zip(many.builds, many.tars).allSatisfy { $0.digest == $1 })
            for place in stride(from: 0, to: 400, by: 21) + [399] {
                let source = try many.source(of: many.builds[place])
                #expect(
                    try StoredFile.digest(of: source, Cancellation()) == many.tars[place],
                    "build \(place + 1)")
            }
            let validation = try await FerryRun.of(["validate", many.store.path, "--level", "content"])
            #expect(validation.status == 0, "\(validation.output)\(validation.errors)")
            print("read and validated in \(clock.now - written)")
        }
    }
}
