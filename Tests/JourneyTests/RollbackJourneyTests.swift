import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A replay is taken back and made again, all by the built tool.
struct RollbackJourneyTests {
    @Test func `a replay is shown, proved, taken back and made again`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            #expect(try await move.replay("--target-builds", move.target.report.builds).status == 0)
            let proof = try await move.ferry("proof", "--journal", move.journal)
            #expect(proof.status == 0, "\(proof.errors)")
            #expect(proof.output.contains("not checkable") == false)
            #expect(proof.output.contains("not migrated: trainings: 4, they stay at the source"))
            #expect(proof.output.contains("not migrated: sources: nobody knows how many"))

            let shown = try await move.rollback("--dry-run")
            #expect(shown.status == 0, "\(shown.errors)")
            let steps = shown.json?["steps"]?.array ?? []
            #expect(!steps.isEmpty)
            let unasked = try await move.rollback()
            #expect(unasked.status == 64 && unasked.errors.contains("--yes"))
            #expect(try await move.compare().status == 0)

            let deployments = try await move.deployments()
            let taken = try await move.rollback(["--yes"] + deployments.flatMap { ["--confirm", $0] })
            #expect(taken.status == 0, "\(taken.output)\(taken.errors)")
            #expect(taken.json?["deleted"]?.array?.count == steps.count)
            #expect(try await move.deployments() == [])
            let story = try await move.ferry("runs", "--journal", move.journal)
            #expect(story.output.contains("\(steps.count) taken back"))

            #expect(try await move.replay().status == 0)
            #expect(try await move.compare().status == 0)
        }
    }

    @Test func `without a journal there is nothing to prove and nothing to take back`() async throws {
        try await withMove { move in
            for command in ["proof", "rollback"] {
                let none = try await move.ferry(command)
                #expect(none.status == 66, "\(none.errors)")
                #expect(none.errors.contains("no journal"))
                let missing = try await move.ferry(command, "--journal", move.folder + "/none.journal")
                #expect(missing.status == 66, "\(missing.errors)")
            }
        }
    }
}

extension Move {
    fileprivate func rollback(_ more: String...) async throws -> FerryRun { try await rollback(more) }

    fileprivate func rollback(_ more: [String]) async throws -> FerryRun {
        try await ferry(["rollback", "--journal", journal] + more + ["--format", "json"])
    }

    fileprivate func deployments() async throws -> [String] {
        let name = try target.organization.name
        return try await target.model()["organizations"]?[name]?["deployments"]?.object?.keys.sorted() ?? []
    }
}
