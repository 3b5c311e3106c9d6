import TestKit
import Testing

private func run(_ nights: [BackupNight]) async throws -> (told: [String], pruned: Int) {
    try await withMove { move in
        var (told, pruned): ([String], Int) = ([], 0)
        try await withSmallDisk(in: move.folder, size: BackupNights.room) { disk in
            var backups = BackupNights(of: move, on: disk)
            for night in nights { try await backups.run(night) }
            (told, pruned) = (backups.told, backups.pruned)
        }
        return (told, pruned)
    }
}

extension TortureTests {
    /// A month of backups, three nights of which go wrong.
    struct BackupTortureTests {
        @Test(.enabled("mounting a tmpfs needs root and its rights") { await SmallDisk.isPossible() })
        func `thirty nights leave a whole store each morning, and list tells the truth`() async throws {
            var nights = [BackupNight](repeating: .quiet, count: 30)
            (nights[9], nights[16], nights[22]) = (.maintenance, .fullDisk, .killed)
            let (told, pruned) = try await run(nights)
            #expect(told.count == 30 && pruned == 20)
            print("nights: \(told.joined(separator: ", ")); \(pruned) pruned")
        }
    }
}

/// The short form of the month, with each kind of night.
@Suite struct BackupNightsTests {
    @Test(.enabled("mounting a tmpfs needs root and its rights") { await SmallDisk.isPossible() })
    func `each kind of night leaves a whole store, and list tells the truth`() async throws {
        let (told, _) = try await run([.quiet, .maintenance, .quiet, .fullDisk, .killed, .quiet])
        #expect(told.count == 6)
    }
}
