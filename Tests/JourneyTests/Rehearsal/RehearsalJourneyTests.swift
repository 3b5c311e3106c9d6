import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// Rehearsals by the built tool.
struct RehearsalJourneyTests {
    @Test func `a snapshot is rehearsed before it is needed`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let run = try await move.ferry(
                "validate", move.store, "--level", "rehearsal", "--format", "json")
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            let rehearsal = run.json?["rehearsals"]?.array?.first
            #expect(rehearsal?["equal"] == true && rehearsal?["attempts"] == 1)
            #expect(run.json?["level"] == "rehearsal")
            // Everything is tried: people and subscriptions too, and the bytes of all builds.
            let counts = rehearsal?["comparison"]?["counts"]
            #expect(counts?["users"]?["equal"] == 13 && counts?["subscriptions"]?["equal"] == 2)
            #expect(counts?["builds"]?["equal"] == 9 && counts?["builds"]?["notCheckable"] == 0)
            let text = try await move.ferry("validate", move.store, "--level", "rehearsal")
            #expect(text.output.contains("rehearsal: ended equal"))
        }
    }

    @Test func `a rehearsal makes the calls that the target would get, and writes nothing to it`()
        async throws
    {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            try await move.occupy()
            let before = try await move.target.model().canonical
            let rehearsed = try await move.replay("--rehearse", "--policy", move.updating)
            #expect(rehearsed.status == 0, "\(rehearsed.output)\(rehearsed.errors)")
            #expect(rehearsed.json?["equal"] == true && rehearsed.json?["otherCalls"] == [])
            #expect(try await move.target.model().canonical == before)
            // No run, no key and no proof is left in the journal.
            #expect(try await move.ferry("proof", "--journal", move.journal).status == 66)
            let real = try await move.replay("--policy", move.updating)
            #expect(real.status == 0, "\(real.output)\(real.errors)")
            #expect(real.json?["counts"] == rehearsed.json?["replay"]?["counts"])
            // After the move a rehearsal has nothing to do: builds of the target are known by the journal.
            let again = try await move.replay("--rehearse", "--policy", move.updating)
            #expect(again.status == 0, "\(again.output)\(again.errors)")
            #expect(again.json?["replay"]?["counts"]?["app"]?["created"] == 0)
            #expect(again.json?["replay"]?["counts"]?["build"]?["created"] == 0)
        }
    }

    @Test func `under trouble a rehearsal goes on as its user would, and ends equal`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let faults = """
                faults:
                  - { route: POST /be/v1/users, fault: loseReply, times: 2 }
                  - { route: POST /be/v1/roles, fault: status, status: 500, times: 1 }
                  - { route: POST /be/v1/builds, fault: loseReply, times: 1 }
                """
            let path = try move.write(faults, to: "faults.yml")
            let run = try await move.replay("--rehearse-faults", path)
            #expect(run.status == 0, "\(run.output)\(run.errors)")
            #expect(run.json?["equal"] == true)
        }
    }

    @Test func `what would stop a replay stops its rehearsal`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            try await move.occupy()
            let conflicts = try await move.replay("--rehearse")
            #expect(conflicts.status == 73, "\(conflicts.errors)")
            let faults = "faults: [{ route: '* /be/v1/roles', fault: ignore, field: label }]"
            let path = try move.write(faults, to: "faults.yml")
            let canary = try await move.replay("--rehearse-faults", path, "--policy", move.updating)
            #expect(
                canary.status == 76 && canary.errors.contains("the rehearsal stopped"), "\(canary.errors)")
        }
    }
}

extension Move {
    fileprivate var updating: String {
        get throws { try write("onConflict: update\n", to: "updating.yml") }
    }

    /// The target has some objects of the archive already, one of them different, and one of its own.
    fileprivate func occupy() async throws {
        let caller = try target.caller()
        let bodies: [(String, JSON)] = [
            ("roles", ["name": "Testers", "label": "Mine", "permissions": ["apps": 2]]),
            ("roles", ["name": "Own", "label": "Mine", "permissions": ["apps": 2]]),
            ("users", ["username": "local", "label": "L", "roles": ["Own"]]),
        ]
        for (path, body) in bodies {
            let made = try await caller.call(.post, "/be/v1/" + path, body)
            #expect(made.json["status"] == "success", "\(made.text)")
        }
    }
}
