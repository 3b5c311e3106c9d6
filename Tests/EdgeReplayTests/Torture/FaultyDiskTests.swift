import Foundation
import GRDB
import TestKit
import Testing

@testable import EdgeJournal

/// The disk that fails on purpose fails as a disk would: else the count-down would prove nothing.
struct FaultyDiskTests {
    /// What a process wrote before its end, and what the next one finds.
    private struct Rows {
        var acknowledged: [Int] = []
        var found: [Int] = []
        var wasHit = true
    }

    @Test func `a power cut takes what was not synced`() async throws {
        let losses = try await lives(.powerCutBefore, synchronous: "OFF").filter {
            !Set($0.acknowledged).isSubset(of: $0.found)
        }
        #expect(!losses.isEmpty)
    }

    @Test(arguments: FaultyDisk.Kind.allCases)
    func `whatever happens, a synced row stays, and none comes of itself`(_ kind: FaultyDisk.Kind)
        async throws
    {
        let lives = try await lives(kind, synchronous: "FULL")
        #expect(lives.count > 30)
        for life in lives {
            // The last one may be there although nobody heard of it.
            let next = life.acknowledged + [life.acknowledged.count + 1]
            #expect(life.found == life.acknowledged || life.found == next, "\(life)")
        }
        #expect(lives.filter(\.wasHit).contains { $0.acknowledged.count < 5 })
    }

    @Test(arguments: FaultyDisk.Kind.allCases)
    func `an append to the file of keys fails in the way of its kind`(_ kind: FaultyDisk.Kind) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/journal"
            let disk = try FaultyDisk(under: path, kind, at: 1)
            let line = Data("{\"key\": 1}\n".utf8)
            #expect(throws: (any Error).self) {
                try disk.watch(JournalStep(name: "key", moment: .before))
                try line.write(to: URL(fileURLWithPath: path + ".keys"))
                try disk.watch(JournalStep(name: "key", moment: .after))
            }
            #expect(disk.wasHit)
            let left = FileManager.default.contents(atPath: path + ".keys")
            let expected: Data? =
                switch kind {
                case .errorOfIO, .endBefore: nil
                case .noSpace, .powerCutBefore: line.prefix(line.count / 2)
                case .endAfter, .powerCutAfter: line
                }
            #expect(left == expected)
        }
    }

    /// One life for each step that can fail, and one without a failure.
    private func lives(_ kind: FaultyDisk.Kind, synchronous: String) async throws -> [Rows] {
        var lives: [Rows] = []
        while lives.last?.wasHit != false {
            lives.append(try await life(kind, at: lives.count + 1, synchronous))
        }
        return lives
    }

    private func life(_ kind: FaultyDisk.Kind, at step: Int, _ synchronous: String) async throws -> Rows {
        try await withTemporaryFolder { folder in
            let path = folder + "/rows"
            let disk = try FaultyDisk(under: path, kind, at: step)
            var rows = Rows()
            do {
                try write(&rows.acknowledged, path, synchronous)
            } catch is DatabaseError {}
            try await disk.settle()
            rows.wasHit = disk.wasHit
            rows.found = try found(in: path)
            return rows
        }
    }

    private func found(in path: String) throws -> [Int] {
        try DatabaseQueue(path: path).read { database in
            let table = "SELECT 1 FROM sqlite_master WHERE name = 'row'"
            guard try Bool.fetchOne(database, sql: table) == true else { return [] }
            return try Int.fetchAll(database, sql: "SELECT id FROM row ORDER BY id")
        }
    }

    private func write(_ acknowledged: inout [Int], _ path: String, _ synchronous: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = WAL")
            try database.execute(sql: "PRAGMA synchronous = \(synchronous)")
            try database.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY)")
        }
        for row in 1...5 {
            try queue.write { try $0.execute(sql: "INSERT INTO row VALUES (?)", arguments: [row]) }
            acknowledged.append(row)
        }
    }
}
