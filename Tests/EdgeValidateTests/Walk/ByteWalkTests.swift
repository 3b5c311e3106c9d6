import EdgeArchive
import Foundation
import TestKit
import Testing

struct ByteWalkTests {
    @Test func `a store that is spoiled in one place is found so, and the file named`() async throws {
        try await walk { try await ByteWalk($0, ByteWalk.Steps(flip: 97, cut: 61, swap: 9)).run(in: $1) }
    }

    @Test func `a sealed archive that is spoiled in one place is found so, or nobody reads that place`()
        async throws
    {
        try await walk {
            try await SealedWalk(try first($0), in: $1, ByteWalk.Steps(flip: 89, cut: 211)).run(in: $1)
        }
    }
}

private let isTorture = ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] != nil

/// The whole walk.
@Suite(.serialized, .enabled(if: isTorture))
struct ByteWalkTortureTests {
    @Test(.timeLimit(.minutes(60)))
    func
        `every byte that is flipped, every length and every lost, doubled or swapped file is found and named`()
        async throws
    {
        try await walk { try await ByteWalk($0, ByteWalk.Steps()).run(in: $1) }
    }

    @Test(.timeLimit(.minutes(60)))
    func `every byte that is a sealed tar's own is found when it is flipped, or read by nobody`() async throws
    {
        try await walk { try await SealedWalk(try first($0), in: $1, ByteWalk.Steps(cut: 3)).run(in: $1) }
    }
}

/// The snapshot with the build in chunks.
private func first(_ store: Store) throws -> Archive {
    try store.archive(.id(try #require(store.commitFiles().first).id))
}

private func walk(_ body: (Store, _ folder: String) async throws -> WalkTally) async throws {
    try await withTemporaryFolder { folder in
        let clock = ContinuousClock()
        let start = clock.now
        let tally = try await body(try await TinyStore.make(in: folder), folder)
        if isTorture {
            print("\(tally.total) changes in \(clock.now - start)")
            for line in tally.lines { print(line) }
        }
        for wrong in tally.wrong.prefix(30) { Issue.record("\(wrong)") }
        #expect(tally.wrong.isEmpty)
    }
}
