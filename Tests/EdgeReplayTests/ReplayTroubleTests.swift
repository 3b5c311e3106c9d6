import EdgeCore
import EdgeHTTP
import EdgeJournal
import Foundation
import TestKit
import Testing

@testable import EdgeReplay

/// Somebody else writes to the target, or the target does not do its work.
struct ReplayTroubleTests {
    @Test func `a plan for another archive or target is refused`() async throws {
        try await withTrial { trial in
            let plan = try await trial.plan()
            var other = plan
            other.snapshot = "000000000000"
            var elsewhere = plan
            elsewhere.target.organization = "Elsewhere"
            for (plan, what) in [(other, "archive"), (elsewhere, "target")] {
                let error = try await failure { try await trial.run(plan) }
                #expect(error.what == "the plan is for another \(what)")
                #expect(error.status == .settings)
            }
        }
    }

    @Test func `an object that somebody else made meanwhile is left alone and named`() async throws {
        let faults = "faults: [{ route: POST /be/v1/roles, fault: status, status: 403, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            _ = try await failure { try await trial.run() }
            let mine: JSON = ["name": "Testers", "label": "mine", "permissions": [:]]
            _ = try await trial.sandbox.caller().call(.post, "/be/v1/roles", mine)
            let report = try await trial.run()
            #expect(report.failures.first?.cause.what == "role/Testers exists now")
            #expect(report.counts["role"] == ReplayReport.Counts(created: 1, leftByRule: 1, failed: 1))
            #expect(try await trial.organization()["roles"]?["Testers"]?["label"] == "mine")
        }
    }

    @Test func `what the target ignored when it made an object is sent anew by the next run`() async throws {
        let faults = """
            faults:
              - { route: POST /be/v1/roles, fault: ignore, field: label, times: 1 }
              - { route: POST /be/v1/deployments, fault: ignore, field: label, times: 1 }
              - { route: PATCH /be/v1/deployments, fault: ignore, field: label, times: 1 }
            """
        try await withTrial(faults: faults) { trial in
            for object in ["role/Builders", "deployment/east", "deployment/east"] {
                let error = try await failure { try await trial.run() }
                #expect(error.what == "the target took \(object) other than sent")
                #expect(error.status == .outsideContract)
            }
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
            let organization = try await trial.organization()
            #expect(organization["roles"]?["Builders"]?["label"] == "CI")
            #expect(organization["deployments"]?["east"]?["origin"]?["secretAccessKey"] == "east-key")
        }
    }

    @Test func `an object in doubt that differs is named, and the first of its kind stops the run`()
        async throws
    {
        for (after, status) in [(1, ExitStatus.partial), (0, .outsideContract)] {
            let faults =
                "faults: [{ route: POST /be/v1/users, fault: status, status: 403, times: 1, after: \(after) }]"
            try await withTrial(faults: faults) { trial in
                _ = try await failure { try await trial.run() }
                for name in ["robot", "spare"] {
                    let mine: JSON = ["username": .string(name), "label": "mine", "roles": ["Testers"]]
                    _ = try await trial.sandbox.caller().call(.post, "/be/v1/users", mine)
                }
                if status == .partial {
                    let cause = try await trial.run().failures.first?.cause
                    #expect(cause?.what == "user/spare is on the target, and it differs")
                } else {
                    let error = try await failure { try await trial.run() }
                    #expect(error.what == "the target took user/robot other than sent")
                    #expect(error.status == status)
                }
            }
        }
    }

    @Test func `an object that somebody else changes or removes meanwhile is not overwritten`() async throws {
        let faults = "faults: [{ route: PATCH /be/v1/roles, fault: status, status: 403, times: 1 }]"
        for what in [
            "role/Builders was changed on the target since the plan was made",
            "role/Builders is no longer on the target",
        ] {
            try await withTrial(policy: "onConflict: update", faults: faults) { trial in
                let caller = try trial.sandbox.caller()
                let role = { (label: JSON) -> JSON in
                    ["name": "Builders", "label": label, "permissions": ["apps": 15]]
                }
                _ = try await caller.call(.post, "/be/v1/roles", role("first"))
                #expect(try await failure { try await trial.run() }.status == .notAllowed)
                if what.contains("changed") {
                    _ = try await caller.call(.patch, "/be/v1/roles", role("second"))
                } else {
                    _ = try await caller.call(.delete, "/be/v1/roles/Builders")
                }
                let report = try await trial.run()
                #expect(report.failures.first?.cause.what == what)
                #expect(report.status == .partial)
            }
        }
    }

    @Test func `a build that the target cannot read fails with its task, and the later ones wait`()
        async throws
    {
        try await withTrial { trial in
            var bad = trial
            let path = bad.fixture.folder + "/bad.tar"
            let bytes = Data(repeating: 7, count: 2048)
            try bytes.write(to: URL(fileURLWithPath: path))
            let good = bad.fixture.contents.builds[0]
            bad.fixture.contents.builds[0] = Contents.Build(
                app: good.app, number: good.number, label: good.label, size: 2048, digest: Digest(of: bytes),
                bytes: { try FileSlice(whole: path) })
            let report = try await { [bad] in try await bad.run() }()
            #expect(report.status == .partial)
            #expect(report.failures.first?.cause.what == "the target's mkraw of build/Tug/3 failed")
            #expect(report.counts["build"] == ReplayReport.Counts(created: 1, failed: 2))
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `an error that tells the secret of another call is shown without it`() async throws {
        let faults =
            "faults: [{ route: POST /be/v1/builds, fault: status, status: 409, echo: true, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            var trial = trial
            let telling = try await Fixture.build(
                "Tug", 3, "east-key-of-old", text: "x", in: trial.fixture.folder)
            trial.fixture.contents.builds[0] = telling
            trial.settings.environment["EAST"] = "east-key-of-old"
            let report = try await { [trial] in try await trial.run() }()
            let why = try #require(report.failures.first { $0.object == "build/Tug/3" }?.cause.why)
            #expect(why.contains("•••") && !why.contains("east-key-of-old"), "\(why)")
        }
    }

    @Test func `an app that the target calls broken is named`() async throws {
        try await withTrial { trial in
            var dialect = Dialect()
            // The sandbox's apps get a text here with their first build.
            dialect.apps.error = "dxfName"
            var trial = trial
            // An error may name the secret that it is about.
            let image = "dxf_" + trial.fixture.contents.builds[0].digest.hex.prefix(12)
            trial.settings.environment["EAST"] = image
            let (told, spoken) = (trial, dialect)
            let report = try await Replay(
                told.fixture.contents, onto: told.target(spoken), told.settings, journal: told.journal()
            ).run()
            #expect(report.failures.first?.cause.what == "the target reports an error of app/Tug")
            let why = try #require(report.failures.first?.cause.why)
            #expect(why.contains("•••") && !why.contains(image), "\(why)")
        }
    }

    @Test(arguments: ["retried by a person", "deployment changed", "left to the replay"])
    func `a build that could not be published is named, and done when the target has mended it`(
        _ mending: String
    ) async throws {
        try await withTrial { trial in
            try trial.lock("b-east", key: "another")
            let report = try await trial.run()
            #expect(report.status == .partial)
            #expect(report.failures.first?.cause.what == "the target's deploy of build/Tug/3 failed")
            #expect(report.failures.first?.cause.why?.hasSuffix("(tried again once)") == true)
            // As long as nobody has mended it, the app takes no further build.
            let second = try await trial.run()
            #expect(second.failures.first?.cause.what == "the target reports an error of app/Tug")
            #expect(second.failures.first?.cause.why?.hasSuffix("(tried again once)") == true)
            #expect(second.status == .partial)
            try trial.lock("b-east", key: "east-key")
            let caller = try trial.sandbox.caller()
            if mending == "retried by a person" {
                let tasks = try await caller.call(.get, "/be/v1/tasks?state=failed").json["tasks"]?.array
                let retry: JSON = ["action": "retryTask", "taskId": tasks?.last?["id"] ?? .null]
                #expect(try await caller.call(.post, "/be/v1/trigger", retry).status == 200)
            } else if mending == "deployment changed" {
                let change: JSON = ["name": "east", "label": "east"]
                #expect(try await caller.call(.patch, "/be/v1/deployments", change).status == 200)
            }
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test(arguments: [403, 404, 409])
    func `a failed task that may not be tried again is named with the reason`(_ status: Int) async throws {
        let faults =
            "faults: [{ route: POST /be/v1/trigger, fault: status, status: \(status) }]"
        try await withTrial(faults: faults) { trial in
            try trial.lock("b-east", key: "another")
            let cause = try await trial.run().failures.first?.cause
            #expect(cause?.what == "the target's deploy of build/Tug/3 failed")
            let note = "(it cannot be tried again: the target refused POST /be/v1/trigger with \(status))"
            #expect(cause?.why?.hasSuffix(note) == true, "\(cause?.why ?? "")")
            #expect(cause?.hint?.contains("tasks 16") == true)
        }
    }

    @Test func `a task that fails once is tried again, and its build counts as done`() async throws {
        try await withTrial(stage: .milliseconds(60)) { trial in
            try trial.lock("b-east", key: "another")
            let report = try await withThrowingTaskGroup(of: ReplayReport?.self) { group in
                group.addTask { try await trial.run() }
                group.addTask {
                    // The origin takes the credentials again as soon as the first try has failed.
                    while try await trial.organization()["apps"]?["Tug"]?["error"].map(\.isNull) != false {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    try trial.lock("b-east", key: "east-key")
                    return nil
                }
                var report: ReplayReport?
                for try await found in group { report = found ?? report }
                return try report.orThrow("a report")
            }
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `an app whose last build is not published stays named until it is`() async throws {
        try await withTrial { trial in
            try trial.lock("b-west", key: "another")
            #expect(try await trial.run().status == .partial)
            for _ in 0..<2 {
                let again = try await trial.run()
                #expect(again.status == .partial)
                #expect(
                    again.failures.map(\.cause.what).contains("the target reports an error of app/Yawl"))
            }
            try trial.lock("b-west", key: "west-key")
            let change: JSON = ["name": "west", "label": "west"]
            let caller = try trial.sandbox.caller()
            #expect(try await caller.call(.patch, "/be/v1/deployments", change).status == 200)
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `nobody guesses which build is ours when somebody else imports one`() async throws {
        let faults = "faults: [{ route: PUT /upload/*, fault: status, status: 507, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            var trial = trial
            trial.settings.patience.quietLooks = 2
            let mine = trial
            _ = try await failure { try await mine.run() }
            let caller = try trial.sandbox.caller()
            let answer = try await caller.call(.post, "/be/v1/builds", ["appName": "Tug", "label": "theirs"])
            let address = try answer.json["uploadUrl"]?.string.orThrow("an upload address")
            _ = try await caller.put(address ?? "", try await tarBytes(["a": "b"]))
            while try await trial.organization()["apps"]?["Tug"]?["iCurBuild"] != 1 {
                try await Task.sleep(for: .milliseconds(5))
            }
            let report = try await mine.run()
            #expect(report.status == .partial)
            let cause = report.failures.first?.cause
            #expect(cause?.what == "cannot tell what became of build/Tug/3")
            #expect(cause?.why == "build 1 is new on the target, and it has another label or size")
            #expect(report.counts["build"] == ReplayReport.Counts(created: 1, failed: 2))
            // It stays in doubt: the run is not over.
            #expect(try await mine.journal().openRun() != nil)
        }
    }

    @Test func `a target that never finishes is not waited for without end`() async throws {
        try await withTrial(stage: .seconds(60)) { trial in
            var trial = trial
            trial.settings.patience.looks = 3
            trial.settings.patience.tries = 1
            let report = try await { [trial] in try await trial.run() }()
            #expect(report.failures.first?.cause.what == "the target does not finish its work on build/Tug/3")
        }
    }

    @Test func `a report that does not add up is a defect`() async throws {
        try await withTrial { trial in
            var contents = trial.fixture.contents
            let proof = try await trial.run().proof
            let plan = try await trial.plan()
            contents.documents[.role]?.removeLast()
            let error = try await failure { [contents] in
                try ReplayReport(
                    plan, contents, records: [:], failures: [], proof: proof,
                    keysFile: try await trial.journal().keysFile)
            }
            #expect(error.what == "the report does not account for every role")
            #expect(error.status == .defect)
        }
    }
}
