import EdgeCore
import Foundation
import TestKit
import Testing

/// A replay that is stopped by a signal, and two at once.
@Suite struct InterruptionTests {
    /// True when the target works on a build.
    private func isBuilding(_ move: Move) async throws -> Bool {
        let model = try await move.target.model()
        return model["organizations"]?["Quay"]?["tasks"]?.array?.isEmpty == false
    }

    @Test(arguments: [
        (signal: SIGINT, status: EdgeCore.ExitStatus.interrupted, name: "interrupted"),
        (signal: SIGTERM, status: EdgeCore.ExitStatus.terminated, name: "terminated"),
    ])
    func `a signal saves and stops the replay, and the same command continues`(
        signal: Int32, status: EdgeCore.ExitStatus, name: String
    ) async throws {
        try await withMove(stageTime: .milliseconds(200)) { move in
            try await move.expectSnapshot()
            let stopped = try await move.replay(["--quiet", "--max-requests-per-second", "500"]) { ferry in
                let isThere = try await ferry.wait { try await isBuilding(move) }
                #expect(isThere)
                ferry.send(signal)
            }
            try move.expectError(stopped, status, name)
            try await move.expectMoved()
            let model = try await move.target.model()
            for (object, count) in model["organizations"]?["Quay"]?["creates"]?.object?.members ?? [] {
                #expect(count.int == 1, "\(object) was created \(count.canonical) times")
            }
        }
    }

    @Test func `a signal stops a snapshot, and the same command continues`() async throws {
        try await withMove { move in
            let store = move.store
            let slow = ["--quiet", "--max-requests-per-second", "2"]
            let stopped = try await move.snapshot(slow) { ferry in
                let isThere = try await ferry.wait {
                    FileManager.default.fileExists(atPath: store + "/ferry.json")
                }
                #expect(isThere)
                ferry.send(SIGTERM)
            }
            try move.expectError(stopped, .terminated, "terminated")
            let list = try await move.ferry("list", store, "--format", "json")
            #expect(list.json?["snapshots"]?.array?.isEmpty == true)
            try await move.expectSnapshot()
            try await move.expectMoved()
        }
    }

    @Test func `one replay at a time works with a journal, and with a target`() async throws {
        try await withMove(stageTime: .milliseconds(500)) { move in
            try await move.expectSnapshot()
            let first = try await move.replay(["--max-requests-per-second", "500"]) { ferry in
                let isThere = try await ferry.wait { try await isBuilding(move) }
                #expect(isThere)
                try move.expectError(try await move.replay(), .tryAgain, "journal-in-use")
                let other = try await move.replay("--journal", move.folder + "/other.journal")
                try move.expectError(other, .tryAgain, "target-in-use")
                #expect(!ferry.isOver)
            }
            #expect(first.status == 0, "\(first.output)\(first.errors)")
            try await move.expectMoved()
        }
    }

    @Test func `one snapshot at a time writes to a store`() async throws {
        try await withMove { move in
            let store = move.store
            let slow = ["--max-requests-per-second", "2"]
            let first = try await move.snapshot(slow) { ferry in
                let isThere = try await ferry.wait {
                    FileManager.default.fileExists(atPath: [store, "work", "lock"].joined(separator: "/"))
                }
                #expect(isThere)
                // The lock is taken just after its file is made.
                while !ferry.isOver {
                    let second = try await move.snapshot()
                    guard second.status == 0 else {
                        return try move.expectError(second, .tryAgain, "store-in-use")
                    }
                }
                Issue.record("the first snapshot never held the store")
            }
            #expect(first.status == 0, "\(first.errors)")
            try await move.expectMoved()
        }
    }
}
