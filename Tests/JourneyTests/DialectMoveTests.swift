import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct DialectMoveTests {
    @Test func `an organization moves to an Edge that names everything otherwise, and is equal there`()
        async throws
    {
        let file = fixture("second-dialect.yml")
        let second = try Dialect(path: file)
        let seed = "organizations: [{name: Quay, accounts: [{username: ferry, roles: [AdministratorsTwo]}]}]"
        try await withTemporaryFolder { folder in
            try await withSandbox { source in
                try await withSandbox(seed: seed, configure: { $0.dialect = second }) { target in
                    let move = Move(source: source, target: target, folder: folder)
                    let snapshot = try await move.snapshot()
                    #expect(snapshot.status == 0, "\(snapshot.errors)")
                    let replay = try await move.replay("--target-dialect", file)
                    #expect(replay.status == 0, "\(replay.errors)")
                    let compare = try await move.compare("--target-dialect", file)
                    #expect(compare.status == 0, "\(compare.output)")
                    #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == 9)
                    let app = try await target.model()["organizations"]?["Quay"]?["apps"]?["Lighthouse"]
                    #expect(app?["deploymentsTwo"]?.strings.map(Set.init) == ["europe", "asia[1]"])
                    #expect(app?["deployments"] == nil)
                    let again = try await move.replay("--target-dialect", file)
                    #expect(again.status == 0, "\(again.errors)")
                }
            }
        }
    }

    @Test
    func `an organization of an Edge that names everything otherwise moves to one of the default dialect`()
        async throws
    {
        let file = fixture("second-dialect.yml")
        let second = try Dialect(path: file)
        try await withTemporaryFolder { folder in
            try await withSandbox(configure: {
                $0.dialect = second
                $0.seed = $0.seed.written(for: second)
            }) { source in
                let empty = try String(contentsOfFile: template("sandbox-empty.yml"), encoding: .utf8)
                try await withSandbox(seed: empty) { target in
                    let move = Move(source: source, target: target, folder: folder)
                    let snapshot = try await move.snapshot("--source-dialect", file)
                    #expect(snapshot.status == 0, "\(snapshot.errors)")
                    let validate = try await move.ferry("validate", move.store, "--level", "content")
                    #expect(validate.status == 0, "\(validate.output)")
                    let replay = try await move.replay()
                    #expect(replay.status == 0, "\(replay.errors)")
                    let compare = try await move.compare()
                    #expect(compare.status == 0, "\(compare.output)")
                    #expect(compare.json?["counts"]?["builds"]?["equal"]?.int == 9)
                    let organization = try await target.model()["organizations"]?[target.organization.name]
                    let app = organization?["apps"]?["Lighthouse"]
                    #expect(app?["deployments"]?.strings.map(Set.init) == ["europe", "asia[1]"])
                    let permissions = organization?["roles"]?["Managers"]?["permissions"]
                    #expect(permissions?["tasks"]?.int == 6)
                }
            }
        }
    }

    @Test func `an Edge read with the wrong dialect is named with the key, and nothing is written`()
        async throws
    {
        let seed = "organizations: [{name: Quay, accounts: [{username: ferry, roles: [Administrators]}]}]"
        var other = Dialect()
        other.role.list = "roleList"
        let dialect = other
        try await withTemporaryFolder { folder in
            try await withSandbox { source in
                try await withSandbox(seed: seed, configure: { $0.dialect = dialect }) { target in
                    let move = Move(source: source, target: target, folder: folder)
                    #expect(try await move.snapshot().status == 0)
                    let replay = try await move.replay()
                    #expect(replay.status == 76)
                    #expect(replay.errors.contains("role.list"), "\(replay.errors)")
                    let calls = try await target.model()["calls"]?.array ?? []
                    #expect(calls.isEmpty)
                }
            }
        }
    }
}

/// The path of a file in `Tests/Fixtures/`.
private func fixture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/\(name)").path
}
