import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import Foundation
import TestKit
import Testing

struct RollbackTests {
    @Test func `a rollback leaves the target as it was before the run`() async throws {
        try await withTrial { trial in
            let before = try await trial.holdings()
            try await trial.run()
            let report = try await trial.rollback(typed: ["east", "west"])
            #expect(report.status == .done, "\(report.lines)")
            // 2 roles, 2 deployments, 2 machine users, 2 apps, 1 subscription.
            #expect(report.deleted.count == 9)
            #expect(report.deleted.first?.kind == .subscription && report.deleted.last?.kind == .role)
            #expect(try await trial.holdings() == before)
            let again = try await trial.rollback(typed: ["east", "west"])
            #expect(again.deleted.isEmpty && again.status == .done)
            // What was taken back can be made again.
            #expect(try await trial.run().status == .done)
        }
    }

    @Test func `what others changed since stays and is named`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let caller = try trial.sandbox.caller()
            for (path, body) in [
                ("roles", ["name": "Testers", "label": "Other"] as JSON),
                ("users", ["username": "robot", "label": "Other"]),
                ("apps", ["name": "Tug", "deployments": ["east"]]),
            ] {
                #expect(try await caller.call(.patch, "/be/v1/" + path, body).status == 200)
            }
            let report = try await trial.rollback(typed: ["east", "west"])
            #expect(report.status == .partial || report.status == .findings)
            let kept = report.kept.filter { $0.contains("changed since") }
            #expect(
                kept.sorted()
                    == ["app/Tug", "role/Testers", "user/robot"].map {
                        "\($0): it was changed since the run made it"
                    })
            // The app that stays publishes to it.
            #expect(report.kept.contains("deployment/east: apps publish to it: Tug"))
            #expect(report.deleted.contains(ObjectID(kind: .deployment, name: "west")))
        }
    }

    @Test func `an app that got builds of others stays`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let build = try await Fixture.build("Yawl", 9, "9.0", text: "theirs", in: trial.fixture.folder)
            try await trial.upload(build)
            let report = try await trial.rollback(typed: [])
            #expect(report.kept.contains("app/Yawl: it has builds that no run made: 2"))
            #expect(try await trial.organization()["builds"]?["Yawl"]?.array?.count == 2)
        }
    }

    @Test func `a deployment goes only with its name typed`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let report = try await trial.rollback(typed: ["west"])
            #expect(report.status == .findings)
            #expect(
                report.kept == [
                    "deployment/east: its published files would go with it, and its name was not typed"
                ])
            #expect(try await trial.organization()["deployments"]?.object?.keys.sorted() == ["east"])
        }
    }

    @Test func `a rollback that ended half-way goes on`() async throws {
        try await withTrial { trial in
            try await trial.run()
            for moment in [JournalStep.Moment.before, .after] {
                await #expect(throws: CancellationError.self) {
                    try await trial.rollback(typed: ["east", "west"]) { step in
                        if step.name == "takeBack", step.moment == moment { throw CancellationError() }
                    }
                }
            }
            let report = try await trial.rollback(typed: ["east", "west"])
            #expect(report.status == .done && report.deleted.count == 8)
        }
    }

    @Test func `a run that was stopped half-way can be taken back`() async throws {
        try await withTrial { trial in
            _ = try? await trial.run { step in
                if step.name == "complete", step.moment == .before { throw CancellationError() }
            }
            // One object is made and in doubt.
            let report = try await trial.rollback(typed: [])
            #expect(report.status == .done && report.deleted.count == 1, "\(report.lines)")
            #expect(try await trial.outcomes() == [.abandoned])
            #expect(try await trial.run().status == .done)
        }
    }

    @Test func `what a run changed and did not make is named and stays`() async throws {
        let policy = "{ onConflict: update, subscriptions: create }"
        try await withTrial(policy: policy) { trial in
            let mine: JSON = ["name": "Testers", "label": "mine", "permissions": [:]]
            _ = try await trial.sandbox.caller().call(.post, "/be/v1/roles", mine)
            try await trial.run()
            let report = try await trial.rollback(typed: ["east", "west"])
            #expect(report.kept == ["role/Testers: it was changed, not made, by the run"])
            #expect(try await trial.organization()["roles"]?["Testers"]?["label"] == "QA")
        }
    }

    @Test func `a refusal of the Edge concerns one object`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let caller = try trial.sandbox.caller()
            let user: JSON = ["username": "theirs", "label": "T", "roles": ["Builders"]]
            #expect(try await caller.call(.post, "/be/v1/users", user).json["status"] == "success")
            let report = try await trial.rollback(typed: ["east", "west"])
            let named = report.failed.filter { $0.hasPrefix("role/Builders: ") }
            #expect(report.status == .partial && named.count == 1, "\(report.lines)")
        }
    }

    @Test func `a journal without the run has nothing to take back`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let error = try await failure {
                try await Rollback(of: 9, in: trial.journal(), on: trial.target())
            }
            #expect(error.what == "no run 9 in the journal" && error.status == .noInput)
        }
    }
}

extension Trial {
    fileprivate func rollback(typed: Set<String>, watch: JournalWatch? = nil) async throws
        -> RollbackReport
    {
        try await Rollback(of: nil, in: journal(watch: watch), on: target()).execute(
            typed: typed, stateFolder: settings.stateFolder)
    }

    fileprivate func outcomes() async throws -> [Run.Outcome?] {
        try await journal().runs().map(\.outcome)
    }

    /// What the organization holds: names of everything, builds and publications.
    fileprivate func holdings() async throws -> [String: [String]] {
        let organization = try await organization()
        let keys = Kind.allCases.map(\.plural) + ["builds", "onceOnly", "published"]
        return keys.reduce(into: [:]) { $0[$1] = organization[$1]?.object?.keys.sorted() }
    }

    /// A build that somebody else sends.
    fileprivate func upload(_ build: Contents.Build) async throws {
        let target = try target()
        let ticket = try await target.announceBuild(
            of: build.app.text, label: build.label, size: build.size, from: nil)
        try await target.upload(try build.bytes(), to: try ticket.uploadURL.orThrow("an address"))
        while try await target.appState(build.app.text).orThrow("the app").isBusy {
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
