import Foundation
import TestKit
import Testing

struct ByteWalkTests {
    @Test func `a store that is spoiled in one place is found so, and the file named`() async throws {
        try await walk(ByteWalk.Steps(flip: 97, cut: 61, swap: 9))
    }
}

/// The whole walk.
@Suite struct ByteWalkTortureTests {
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] != nil),
        .timeLimit(.minutes(60)))
    func
        `every byte that is flipped, every length and every lost, doubled or swapped file is found and named`()
        async throws
    {
        try await walk(ByteWalk.Steps())
    }
}

private func walk(_ steps: ByteWalk.Steps) async throws {
    try await withTemporaryFolder { folder in
        let clock = ContinuousClock()
        let start = clock.now
        let tally = try await ByteWalk(try await TinyStore.make(in: folder), steps).run(in: folder)
        print("walk: \(tally.total) in \(clock.now - start)\n" + tally.lines.joined(separator: "\n"))
        for wrong in tally.wrong.prefix(30) { Issue.record("\(wrong)") }
        #expect(tally.wrong.count == 0)
    }
}
