import Foundation
import Synchronization
import Testing

@testable import EdgeHTTP

@Suite struct PacerTests {
    /// Time that passes when somebody sleeps, and a little more when they wake late.
    private final class Night: Sendable {
        private let time = Mutex(Duration.zero)
        private let lateness: [Duration]
        let sleeps = Notebook<Duration>()

        init(lateness: [Duration] = [.zero]) { self.lateness = lateness }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }

        var now: Duration { time.withLock { $0 } }

        var timing: Timing {
            var timing = Timing()
            timing.now = { self.now }
            timing.sleep = { duration in
                let count = self.sleeps.add(duration)
                self.time.withLock { $0 += duration + self.lateness[count % self.lateness.count] }
            }
            return timing
        }
    }

    @Test func `requests are evenly spaced, a little wider than asked for`() async throws {
        let night = Night()
        let pacer = Pacer(requestsPerSecond: 5)
        for _ in 0..<10 { try await pacer.paced(night.timing) {} }
        #expect(night.sleeps.notes == Array(repeating: .seconds(Pacer.margin / 5), count: 9))
    }

    /// The other end counts each of them at some moment of its way.
    @Test func `no second has more than allowed at the other end, whoever is late, and the rate stays`()
        async throws
    {
        let night = Night(lateness: [.zero, .milliseconds(150), .zero, .zero, .milliseconds(90)])
        let pacer = Pacer(requestsPerSecond: 5)
        var counted: [Duration] = []
        for number in 0..<100 {
            try await pacer.paced(night.timing) {
                let way = Duration.milliseconds([5, 120, 0, 60, 1, 1, 200][number % 7])
                night.pass(way * (number % 2))
                counted.append(night.now)
                night.pass(way * (1 - number % 2))
            }
        }
        for (first, sixth) in zip(counted, counted.dropFirst(5)) { #expect(sixth - first >= .seconds(1)) }
        #expect(night.now < .seconds(Pacer.margin / 5) * 115)
    }

    @Test func `a transfer that takes long holds nobody up`() async throws {
        let night = Night()
        let pacer = Pacer(requestsPerSecond: 5)
        try await pacer.paced(night.timing) {
            for _ in 0..<20 { try await pacer.paced(night.timing) {} }
        }
        #expect(night.now < .seconds(5))
    }

    @Test func `an idle time is not saved up`() async throws {
        let sleeps = Notebook<Duration>()
        var timing = Timing.still(sleeps)
        let pacer = Pacer(requestsPerSecond: 5)
        try await pacer.paced(timing) {}
        timing.now = { .seconds(100) }
        try await pacer.paced(timing) {}
        try await pacer.paced(timing) {}
        #expect(sleeps.notes == [.seconds(Pacer.margin / 5)])
    }

    @Test(arguments: [0, -1, .infinity]) func `no pacing at a rate of`(rate: Double) async throws {
        let sleeps = Notebook<Duration>()
        let pacer = Pacer(requestsPerSecond: rate)
        for _ in 0..<5 { try await pacer.paced(.still(sleeps)) {} }
        #expect(sleeps.notes.isEmpty)
    }

    @Test func `a cancelled task does not wait for its moment`() async throws {
        let pacer = Pacer(requestsPerSecond: 0.001)
        try await pacer.paced(Timing()) {}
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pacer.paced(Timing()) {} }
                group.cancelAll()
                try await group.next()
            }
        }
    }
}
