import EdgeCore
import Foundation
import TestKit
import Testing

extension TortureTests {
    /// The main job under every fault alone, and under random pairs.
    struct FaultTortureTests {
        private static let pairs = 12

        @Test(arguments: FaultCase.all + FaultCase.long)
        func `each fault alone: equal, or a documented stop and equal when it is gone`(
            _ fault: FaultCase
        ) async throws {
            let endings = try await FaultedMove(cases: [fault]).run()
            print("fault: \(fault) | \(endings)")
        }

        @Test func `random pairs of faults`() async throws {
            let given = ProcessInfo.processInfo.environment["EDGEFERRY_SEED"].flatMap { UInt64($0) }
            let seed = given ?? UInt64.random(in: 0...999_999)
            print("pairs: seed \(seed); EDGEFERRY_SEED=\(seed) makes the same ones")
            var random = SeededGenerator(seed: seed)
            for _ in 0..<Self.pairs {
                let pair = Array(FaultCase.all.shuffled(using: &random).prefix(2))
                let endings = try await FaultedMove(cases: pair).run()
                print("pair: \(pair[0]) + \(pair[1]) | \(endings)")
            }
        }
    }
}
