import EdgeCore
import Foundation
import TestKit
import Testing

extension TortureTests {
    /// Sealing, unsealing and copying are killed again and again; what was there stays, and nothing half is seen.
    struct CarryTortureTests {
        private static let kills = 20

        @Test func `a killed copy, seal or unseal leaves nothing half, and the same command ends it`()
            async throws
        {
            try await withTemporaryFolder { folder in
                let seed = try TortureSeed(in: folder)
                try await withMove(seeding: seed.source) { move in
                    try await move.expectSnapshot()
                    let sealed = move.folder + "/sealed.tar"
                    #expect(try await move.ferry("seal", move.store, "-o", sealed).status == 0)
                    for (word, output, arguments) in [
                        ("copy", "copy", ["copy", move.store, move.folder + "/copy"]),
                        ("unseal", "unsealed", ["unseal", sealed, "--store", move.folder + "/unsealed"]),
                        ("seal", "again.tar", ["seal", move.store, "-o", move.folder + "/again.tar"]),
                    ] {
                        try await torture(word, move.folder + "/" + output, arguments, move)
                    }
                    try await Tool.shell("cmp sealed.tar again.tar", in: move.folder)
                }
            }
        }

        /// Kills a command at random moments of its time, each time begun anew after it could end.
        private func torture(_ word: String, _ output: String, _ arguments: [String], _ move: Move)
            async throws
        {
            let time = try await usualTime(arguments, output)
            var (kills, ends) = (0, 0)
            while kills < Self.kills {
                let moment = time * Double.random(in: 0...1)
                let run = try await FerryRun.of(arguments) { ferry in
                    try await Task.sleep(for: moment)
                    ferry.kill()
                }
                guard run.status == -9 else {
                    #expect(run.status == 0, "\(run.errors)")
                    try await expectIntact(output, move)
                    try FileManager.default.removeItem(atPath: output)
                    ends += 1
                    try #require(ends < 4 * Self.kills, "\(kills) kills of \(word)")
                    continue
                }
                kills += 1
                guard try await isArchive(output, move) else { continue }
                try await expectIntact(output, move)
            }
            let last = try await FerryRun.of(arguments)
            #expect(last.status == 0, "\(last.errors)")
            try await expectIntact(output, move)
            print("\(word): \(kills) kills, \(ends) ended before")
        }

        private func usualTime(_ arguments: [String], _ output: String) async throws -> Duration {
            let clock = ContinuousClock()
            let start = clock.now
            #expect(try await FerryRun.of(arguments).status == 0)
            let time = clock.now - start
            try FileManager.default.removeItem(atPath: output)
            return time
        }

        /// False before there is a store, or a file under its name.
        private func isArchive(_ path: String, _ move: Move) async throws -> Bool {
            let list = try await move.ferry("list", path, "--format", "json")
            if list.status == 0 { return true }
            let isThere = ["", "/ferry.json"].contains {
                var isFolder: ObjCBool = false
                return FileManager.default.fileExists(atPath: path + $0, isDirectory: &isFolder)
                    && !isFolder.boolValue
            }
            #expect(!isThere && [65, 66].contains(list.status), "\(list.status) \(list.errors)")
            return false
        }

        private func expectIntact(_ archive: String, _ move: Move) async throws {
            let validate = try await move.ferry("validate", archive, "--format", "json")
            #expect(validate.status == 0, "\(validate.output)\(validate.errors)")
            #expect(validate.json?["verdict"] == "intact")
        }
    }
}
