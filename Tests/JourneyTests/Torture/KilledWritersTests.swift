import EdgeCore
import Foundation
import TestKit
import Testing

/// Every command that writes archives is killed at random moments: what was committed stays whole, nothing half is
/// seen, and the same command ends as if nothing had been.
@Suite struct KilledWritersTests {
    @Test
    func `a killed snapshot, copy, seal, unseal or prune leaves nothing half, and the same command ends it`()
        async throws
    {
        try await KilledWriters.check(kills: 3, member: 200_000)
    }
}

extension TortureTests {
    @Test func `writers of archives are killed fifty times each, and nothing that was committed is lost`()
        async throws
    {
        try await KilledWriters.check(kills: 50, member: 1 << 20)
    }
}
