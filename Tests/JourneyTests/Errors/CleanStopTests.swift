import EdgeCore
import EdgeHTTP
import Foundation
import Synchronization
import TestKit
import Testing

/// A replay is stopped soon wherever it is, by a signal or by its own limit, with everything saved.
@Suite struct CleanStopTests {
    /// Where a replay is when it is stopped.
    enum Place: String, CaseIterable, Sendable {
        case planning, maintenance, upload, waiting

        /// Before the replay begins.
        var faults: String {
            self == .upload
                ? "faults: [{route: PUT /upload/*, fault: stall, afterBytes: 9000, times: 1}]" : ""
        }

        var pace: String { self == .planning ? "4" : "500" }
    }

    @Test(arguments: Place.allCases, [SIGINT, SIGTERM])
    func `a signal stops a replay soon wherever it is, and the same command continues`(
        place: Place, signal: Int32
    ) async throws {
        // A build is worked on for a while only where a test is about it.
        try await withMove(
            targetFaults: place.faults, stageTime: .milliseconds(place == .waiting ? 150 : 0)
        ) { move in
            try await move.expectSnapshot()
            let sent = Mutex<ContinuousClock.Instant?>(nil)
            let stopped = try await move.replay(["--max-requests-per-second", place.pace]) { ferry in
                let isThere = try await ferry.wait { try await isAt(place, move) }
                #expect(isThere)
                sent.withLock { $0 = .now }
                ferry.send(signal)
            }
            let time = ContinuousClock.now - (sent.withLock { $0 } ?? .now)
            #expect(stopped.status == (signal == SIGINT ? 130 : 143), "\(stopped.errors)")
            #expect(stopped.errors.contains("everything done so far is saved"))
            // A stalled upload would take a day, a maintenance a quarter of an hour.
            #expect(time < .seconds(20), "\(place) \(time)")
            if place == .planning { try await move.expectUntouched() }
            try await move.target.control(.delete, "maintenance")
            try await move.expectMoved()
            for (object, count) in try await creates(move) {
                #expect(count == 1, "\(object) was created \(count.canonical) times")
            }
        }
    }

    @Test func `the time of a replay ends in the middle of a maintenance too`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            try await move.target.control(.put, "maintenance")
            let start = ContinuousClock.now
            let stopped = try await move.replay("--max-duration", "4s", "--format", "text")
            #expect(stopped.status == 75)
            #expect(stopped.errors.contains("stopped after 4s"), "\(stopped.errors)")
            #expect(ContinuousClock.now - start < .seconds(20))
            let told = stopped.errors.split(separator: "\n").first ?? ""
            #expect(told.hasPrefix("waits 900 s, until 2") && told.hasSuffix("is in maintenance"), "\(told)")
            try await move.target.control(.delete, "maintenance")
            try await move.expectMoved()
        }
    }

    private func isAt(_ place: Place, _ move: Move) async throws -> Bool {
        switch place {
        case .planning: return FileManager.default.fileExists(atPath: move.journal)
        case .maintenance:
            guard try await !creates(move).filter({ $0.0.hasPrefix("role/") }).isEmpty else { return false }
            let state = try await move.target.control(.get, "maintenance")
            if state["maintenance"] == false { try await move.target.control(.put, "maintenance") }
            return (state["refused"]?.int ?? 0) > 0
        case .upload:
            let faults = try await move.target.model()["faults"]?.array
            return faults?.first?["fired"]?.int == 1
        case .waiting:
            let tasks = try await move.target.model()["organizations"]?["Quay"]?["tasks"]?.array ?? []
            return tasks.contains { $0["type"] != "upload" && $0["state"] != "done" }
        }
    }

    private func creates(_ move: Move) async throws -> [(String, JSON)] {
        let creates = try await move.target.model()["organizations"]?["Quay"]?["creates"]?.object
        return creates?.members.map { ($0.key, $0.value) } ?? []
    }
}
