import EdgeCore
import Foundation
import TestKit
import Testing

/// Each key of the dialect is changed, on both sides and on an Edge alone, and the main job is done.
@Suite struct KeyWalkTests {
    /// One key for each way to go wrong; the whole walk is part of the long proofs.
    private static let chosen: Set<String> = [
        "app.path", "apps.deployments", "builds.label", "builds.uploadURL", "limits.largestPut",
        "login.tokens", "origin.bucket", "role.list",
        "roles.administrators", "shapes.busy", "shapes.deploymentName", "shapes.items", "shapes.lists",
        "shapes.permissions", "tasks.expireField", "tasks.uploadType", "user.postIdentity",
    ]

    @Test func `the table of keys has a row for each key of the dialect`() throws {
        let keys = try DialectKey.all().map(\.name)
        #expect(try Set(KeyTable().lines.keys) == Set(keys))
        #expect(Self.chosen.isSubset(of: keys))
    }

    @Test func `a key works when both sides know it, and an Edge that alone differs comes to no harm`()
        async throws
    {
        try expect(try await walk { Self.chosen.contains($0) })
    }
}

/// The whole walk.
@Suite struct KeyTortureTests {
    @Test(.enabled(if: ProcessInfo.processInfo.environment["EDGEFERRY_TORTURE"] != nil))
    func `every key works when both sides know it, and an Edge that alone differs comes to no harm`()
        async throws
    {
        let rows = try await walk { _ in true }
        if ProcessInfo.processInfo.environment["EDGEFERRY_GOLDEN"] != nil { try KeyTable.write(rows) }
        try expect(rows)
    }
}

private func expect(_ rows: [KeyRow]) throws {
    let table = try KeyTable()
    for row in rows {
        #expect(row.together.isEmpty, "\(row.key): \(row.together)")
        #expect(row.harm.isEmpty, "\(row.key): \(row.harm)")
        #expect(row.line == table.lines[row.key])
    }
}

private func walk(_ isWanted: (String) -> Bool) async throws -> [KeyRow] {
    let keys = try DialectKey.all().filter { isWanted($0.name) }
    return try await withTemporaryFolder { folder in
        try await withSandbox(seed: KeySeeds.source) { source in
            let walk = try await KeyWalk(folder, source)
            return try await mapBounded(keys, limit: 4) { try await walk.row(of: $0) }
        }
    }
}
