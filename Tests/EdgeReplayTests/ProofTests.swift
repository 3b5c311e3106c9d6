import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import Foundation
import TestKit
import Testing

struct ProofTests {
    @Test func `a run ends with a proof that accounts for every object and is kept`() async throws {
        try await withTrial { trial in
            var trial = trial
            trial.settings.targetBuilds = try trial.buildPlace()
            let report = try await { [trial] in try await trial.run() }()
            let proof = report.proof
            #expect(report.status == .done)
            #expect(proof.against == [] && proof.foreign == [] && proof.goneAtSource == [])
            // 3 roles, 2 deployments, 3 users, 2 apps, 1 subscription and 3 builds.
            #expect(proof.comparison.sum == 14)
            #expect(proof.summary == "of 14 objects: 12 equal, 2 left out by rule")
            #expect(
                proof.unproved.map(\.object) == ["role/Administrators", "user/ada"])
            let kept = try await Proof.kept(in: trial.journal(), run: nil)
            #expect(kept.json == proof.json)
            #expect(kept.lines == proof.lines)
            try expectGolden(
                proof.lines.dropFirst().joined(separator: "\n") + "\n", "proof")
        }
    }

    @Test func `without a place to read builds back their bytes are not checkable`() async throws {
        try await withTrial { trial in
            let proof = try await trial.run().proof
            #expect(proof.status == .done)
            #expect(proof.comparison.count("builds", .notCheckable) == 3)
        }
    }

    @Test func `a run that was killed before its proof proves when it goes on`() async throws {
        try await withTrial { trial in
            try await trial.stopBeforeTheEnd()
            let open = try await failure { try await Proof.kept(in: trial.journal(), run: nil) }
            #expect(open.status == .tryAgain)
            let model = try await trial.organization()["creates"]
            #expect(try await trial.run().proof.status == .done)
            #expect(try await trial.organization()["creates"] == model)
            #expect(try await Proof.kept(in: trial.journal(), run: nil).run == 1)
        }
    }

    @Test func `a journal without the run has no proof of it`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let error = try await failure { try await Proof.kept(in: trial.journal(), run: 7) }
            #expect(error.status == .noInput)
        }
    }

    @Test func `what others write during the run is named`() async throws {
        try await withTrial { trial in
            let caller = try trial.sandbox.caller()
            for name in ["Before", "Doomed"] {
                _ = try await caller.call(
                    .post, "/be/v1/roles", ["name": .string(name), "permissions": ["apps": 2]])
            }
            let builders: JSON = [
                "name": "Builders", "label": "CI", "permissions": ["apps": 15, "tasks": 6],
            ]
            _ = try await caller.call(.post, "/be/v1/roles", builders)
            try await trial.stopBeforeTheEnd()
            _ = try await caller.call(
                .post, "/be/v1/roles", ["name": "Meanwhile", "permissions": ["apps": 2]])
            _ = try await caller.call(.delete, "/be/v1/roles/Doomed")
            for name in ["Testers", "Builders"] {
                _ = try await caller.call(
                    .patch, "/be/v1/roles", ["name": .string(name), "label": "Other"])
            }
            _ = try await caller.call(.delete, "/be/v1/users/spare")
            let proof = try await trial.run().proof
            #expect(proof.status == .findings)
            #expect(
                proof.foreign == [
                    "role/Builders is not as the plan found it (/label)", "role/Doomed is gone",
                    "role/Meanwhile is new", "role/Testers is not as this run left it (/label)",
                    "user/spare is gone",
                ])
            #expect(proof.against.map(\.object) == ["role/Builders", "role/Testers", "user/spare"])
            #expect(proof.lines.contains("    different: role/Testers (/label)"))
        }
    }

    @Test func `what failed is called failed, with its cause`() async throws {
        let faults = "faults: [{ route: POST /be/v1/users, fault: status, status: 400, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .partial && report.proof.status == .partial)
            #expect(report.proof.comparison.count("users", .failed) == 1)
            let row = try report.proof.against.first.orThrow("a failed row")
            let failure = try report.failures.first.orThrow("a failure")
            #expect(row.detail.hasPrefix(failure.cause.what))
        }
    }

    @Test func `what no call carries over is counted, or said to be uncounted`() async throws {
        try await withTrial { trial in
            var trial = trial
            trial.fixture.contents.notCarried = ["trainings": 2, "bundles": nil]
            let proof = try await { [trial] in try await trial.run() }().proof
            #expect(
                proof.lines.filter { $0.contains("not migrated") } == [
                    "    not migrated: API keys of machine users: 2, the target makes new ones",
                    "    not migrated: passwords of people: 1, each person sets a new one",
                    "    not migrated: installed games of players: nobody knows how many, they belong to images of the "
                        + "old Edge; the target makes images of its own",
                    "    not migrated: bundles: nobody knows how many, the source does not show them",
                    "    not migrated: trainings: 2, they stay at the source",
                ])
            #expect(proof.status == .done)
            #expect(try await Proof.kept(in: trial.journal(), run: nil).json == proof.json)
        }
    }
}
