import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A migration in two passes while the source goes on living, ended by Commit Export.
struct TwoPassTests {
    @Test
    func
        `what was added, changed and deleted between the passes arrives or is named, and the source is committed`()
        async throws
    {
        try await withMove { move in
            var move = try move.withAdministrator()
            #expect(try await move.snapshot().status == 0)
            #expect(try await move.replay("--target-builds", move.target.report.builds).status == 0)
            let first = try await move.creates()

            try await move.changeSource()
            #expect(try await move.snapshot().status == 0)
            move.policy = try move.write("onConflict: update\n", to: "two.yml")
            let second = try await move.replay("--target-builds", move.target.report.builds)
            // What the source deleted stays and is a finding.
            #expect(second.status == 1, "\(second.output)\(second.errors)")
            let proof = second.json?["proof"]
            #expect(proof?["goneAtSource"]?.strings == ["user/monitor"])
            #expect(proof?["comparison"]?["counts"]?["roles"]?["different"] == 0)

            // A delta: nothing is made again, and just the new things are.
            let both = try await move.creates()
            #expect(both.values.allSatisfy { $0 == 1 })
            let new = Set(both.keys).subtracting(first.keys)
            #expect(new.contains("role/Inspectors"))
            #expect(new.count { $0.hasPrefix("build/") } == 1)
            #expect(new.count == 2)

            try await move.expectCommit()
        }
    }

    @Test func `a source that has changed since the snapshot is not committed`() async throws {
        try await withMove { move in
            let move = try move.withAdministrator()
            #expect(try await move.snapshot().status == 0)
            #expect(try await move.replay("--target-builds", move.target.report.builds).status == 0)
            try await move.changeSource()
            let refused = try await move.commit(["--accept", "*"])
            #expect(refused.status == 77, "\(refused.errors)")
            for change in ["role/Inspectors is new", "user/monitor is gone", "build/"] {
                #expect(refused.errors.contains(change), "\(refused.errors)")
            }
            #expect(try await move.isCommitted() == false)
        }
    }

    @Test func `another archive, another source and a run without a proof are refused`() async throws {
        try await withMove { move in
            let move = try move.withAdministrator()
            #expect(try await move.snapshot().status == 0)
            #expect(try await move.commit([]).status == 66)
            #expect(try await move.replay().status == 0)
            #expect(try await move.snapshot().status == 0)
            let another = try await move.commit([])
            #expect(another.errors.contains("the newest run of the journal replayed snapshot"))
            let target = try await move.commit(["--source", move.target.url])
            #expect(target.status == 77 && target.errors.contains("the journal is about"))
            #expect(try await move.commit(["--confirm", "Other"]).status == 64)
        }
    }
}

extension Move {
    /// The token stands in the environment, as for an operator.
    fileprivate func withAdministrator() throws -> Move {
        var move = self
        move.environment["EDGEFERRY_SOURCE_ADMIN_TOKEN"] = source.report.adminToken.reveal()
        return move
    }

    fileprivate func commit(_ more: [String]) async throws -> FerryRun {
        let dialect = try write("commitExport: confirmed\n", to: "confirmed.yml")
        return try await ferry(try commitArguments + ["--source-dialect", dialect] + more)
    }

    private var commitArguments: [String] {
        get throws {
            let name = try source.organization.name
            return [
                "commit", store, "--source", source.url, "--source-org", name, "--confirm", name,
                "--journal", journal, "--max-requests-per-second", "2000",
            ]
        }
    }

    /// Refused as long as anything is open; then done, and the same again changes nothing.
    fileprivate func expectCommit() async throws {
        let unconfirmed = try await ferry(try commitArguments)
        #expect(unconfirmed.status == 77 && unconfirmed.errors.contains("commitExport: confirmed"))
        let unaccepted = try await commit([])
        #expect(unaccepted.status == 77, "\(unaccepted.errors)")
        #expect(unaccepted.errors.contains("not proved, and not accepted: user/ada"))
        let misspelt = try await commit(["--accept", "rolle/Administrators"])
        #expect(misspelt.errors.contains("nothing to accept as \"rolle/Administrators\""))
        #expect(try await isCommitted() == false)
        for _ in 0..<2 {
            let done = try await commit(["--accept", "*"])
            #expect(done.status == 0, "\(done.errors)")
        }
        #expect(try await isCommitted())
        let role: JSON = ["name": "Late", "permissions": ["apps": 2]]
        let refused = try await source.caller().call(.post, "/be/v1/roles", role)
        #expect(refused.status == 403 && refused.json["error"] == "org-exported")
        let runs = try await ferry("runs", "--journal", journal)
        #expect(runs.output.contains("source committed"))
    }

    fileprivate func isCommitted() async throws -> Bool {
        let name = try source.organization.name
        return try await source.model()["organizations"]?[name]?["exported"]?.string != nil
    }

    fileprivate func creates() async throws -> [String: Int] {
        let name = try target.organization.name
        let creates = try await target.model()["organizations"]?[name]?["creates"]?.object?.members ?? []
        return Dictionary(creates.map { ($0.key, $0.value.int ?? 0) }) { first, _ in first }
    }

    /// Life goes on at the source: a role comes, an app changes and gets a build, a user goes.
    fileprivate func changeSource() async throws {
        let caller = try source.caller()
        let role: JSON = ["name": "Inspectors", "label": "A", "permissions": ["apps": 2]]
        #expect(try await caller.call(.post, "/be/v1/roles", role).json["status"] == "success")
        let app: JSON = ["name": "Tugboat", "label": "Changed between the passes"]
        #expect(try await caller.call(.patch, "/be/v1/apps", app).status == 200)
        #expect(try await caller.call(.delete, "/be/v1/users/monitor").status == 200)
        let tar = try await tarBytes(["bin/game": "a build between the passes"])
        let announced = try await caller.call(
            .post, "/be/v1/builds", ["appName": "Tugboat", "label": "later", "size": .int(Int64(tar.count))])
        let address = try (announced.json["uploadUrl"]?.string).orThrow("an address")
        #expect(try await caller.put(address, tar).status == 200)
        while try await caller.call(.get, "/be/v1/apps/Tugboat").json["app"]?["processing"] == true {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
