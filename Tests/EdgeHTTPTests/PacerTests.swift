import Foundation
import Testing

@testable import EdgeHTTP

@Suite struct PacerTests {
    @Test func `requests of all tasks are evenly spaced`() async throws {
        let sleeps = Notebook<Duration>()
        let pacer = Pacer(requestsPerSecond: 5)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { try await pacer.pass(.still(sleeps)) } }
            try await group.waitForAll()
        }
        #expect(sleeps.notes.sorted() == (1..<10).map { .milliseconds(200) * $0 })
    }

    @Test func `an idle time is not saved up`() async throws {
        let sleeps = Notebook<Duration>()
        var timing = Timing.still(sleeps)
        let pacer = Pacer(requestsPerSecond: 5)
        try await pacer.pass(timing)
        timing.now = { .seconds(100) }
        try await pacer.pass(timing)
        try await pacer.pass(timing)
        #expect(sleeps.notes == [.milliseconds(200)])
    }

    @Test(arguments: [0, -1, .infinity]) func `no pacing at a rate of`(rate: Double) async throws {
        let sleeps = Notebook<Duration>()
        let pacer = Pacer(requestsPerSecond: rate)
        for _ in 0..<5 { try await pacer.pass(.still(sleeps)) }
        #expect(sleeps.notes.isEmpty)
    }

    @Test func `a cancelled task does not wait for its moment`() async throws {
        let pacer = Pacer(requestsPerSecond: 0.001)
        try await pacer.pass(Timing())
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pacer.pass(Timing()) }
                group.cancelAll()
                try await group.next()
            }
        }
    }
}
