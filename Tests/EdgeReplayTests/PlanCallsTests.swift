import EdgeCore
import EdgeHTTP
import EdgeReplay
import Foundation
import Synchronization
import TestKit
import Testing

/// A plan is what is called, and a policy decides what that is when the target holds half of the objects already.
struct PlanCallsTests {
    @Test(arguments: [
        "subscriptions: create", "{ onConflict: update, subscriptions: create, users: invite }",
    ])
    func `the writing calls that the target got are the plan's, call by call`(policy: String) async throws {
        try await withTrial(policy: policy) { trial in
            if policy.contains("update") { try await trial.fillHalf() }
            let plan = try await trial.plan()
            let before = try await trial.writes().count
            #expect(try await trial.run(plan).status == .done)
            let all = try await trial.writes().dropFirst(before)
            // The bytes of a build go to the address that its call was answered with.
            let sent = plan.actions.count { $0.kind == .upload }
            #expect(sent == 3 && all.count { $0["method"] == "PUT" } == sent)
            let made = all.filter { $0["method"] != "PUT" }.map(\.canonical).sorted()
            #expect(made == plan.calls.map(\.canonical).sorted())
            #expect(made.count > 8)
            let again = try await trial.plan()
            #expect(again.isEmpty, "\(again.lines)")
        }
    }

    @Test func `under fail a half-filled target is left alone, and every conflict is named`() async throws {
        try await withTrial { trial in
            try await trial.fillHalf()
            let before = try await trial.organization()
            let error = try await failure { try await trial.run() }
            #expect(error.status == .cannotCreate)
            for object in ["role/Testers", "deployment/west", "user/robot", "app/Tug"] {
                #expect(error.why?.contains(object) == true, "\(error.why ?? "")")
            }
            #expect(error.why?.contains("Builders") == false)
            #expect(try await trial.organization() == before)
        }
    }

    @Test func `under skip what differs stays, and the rest arrives`() async throws {
        try await withTrial(policy: "{ onConflict: skip, subscriptions: create }") { trial in
            try await trial.fillHalf()
            let report = try await trial.run()
            #expect(report.status == .findings)
            let different = Set(
                report.proof.comparison.rows.filter { $0.outcome == .different }.map(\.object))
            #expect(different == ["role/Testers", "deployment/west", "user/robot", "app/Tug"])
            let organization = try await trial.organization()
            #expect(organization["roles"]?["Testers"]?["label"] == "theirs")
            #expect(organization["users"]?["spare"] != nil && organization["apps"]?["Yawl"] != nil)
            // An app that stays different gets no builds; the others do.
            #expect(organization["builds"]?["Tug"] == [])
            #expect(organization["builds"]?["Yawl"]?.array?.count == 1)
        }
    }

    @Test func `under update everything is equal, and by kind each word holds for its kind`() async throws {
        let policy = "{ onConflict: { role: skip, deployment: update, user: update, app: update } }"
        for (policy, stays) in [("onConflict: update", []), (policy, ["role/Testers"])] {
            try await withTrial(policy: policy) { trial in
                try await trial.fillHalf()
                let report = try await trial.run()
                #expect(report.proof.against.map(\.object) == stays, "\(report.lines)")
                #expect(report.status == (stays.isEmpty ? .done : .findings))
                #expect(try await trial.organization()["builds"]?["Tug"]?.array?.count == 2)
            }
        }
    }

    @Test func `only what moved is planned again, and it is named`() async throws {
        try await withTrial(policy: "onConflict: update") { trial in
            var trial = trial
            let plan = try await trial.plan()
            _ = try await trial.sandbox.caller().call(
                .post, "/be/v1/roles", ["name": "Testers", "label": "other", "permissions": [:]])
            let moved = try await failure { [trial] in try await trial.run(plan) }
            #expect(moved.status == .cannotCreate)
            trial.settings.replans = true
            let heard = Heard()
            let report = try await { [trial] in
                try await Replay(
                    trial.fixture.contents, onto: trial.target(), trial.settings,
                    journal: try await trial.journal(), report: { heard.add($0) }
                ).run(plan)
            }()
            #expect(heard.lines == ["planned again: role/Testers"])
            #expect(report.status == .done && report.counts["role"]?.updated == 1)
        }
    }

    @Test func `a budget says time, disk, and what the target rotates out`() async throws {
        try await withTrial(policy: "onConflict: update") { trial in
            var trial = trial
            try await trial.run()
            // The next snapshot has two more builds than the app keeps beside the old ones.
            trial.settings.requestsPerSecond = 10
            for (number, label) in [(5, "5.0"), (6, "6.0")] {
                trial.fixture.contents.builds.append(
                    try await Fixture.build(
                        "Tug", number, label, text: "Tug \(label)", in: trial.fixture.folder))
            }
            trial.fixture.contents.builds.sort { ($0.app.text, $0.number) < ($1.app.text, $1.number) }
            let plan = try await { [trial] in try await trial.plan() }()
            let sizes = trial.fixture.contents.builds.filter { $0.number.value >= 5 }.map(\.size)
            #expect(plan.budget.diskBytes == sizes.reduce(0, +))
            #expect(plan.budget.evictions == ["app/Tug build 1"])
            #expect(plan.budget.seconds == (plan.budget.requests + 9) / 10)
            #expect(plan.lines.contains("the target rotates out: app/Tug build 1"))
            #expect(try Plan(JSON(reading: plan.json.readable)) == plan)
        }
    }
}

extension Plan {
    /// The calls of the plan as a log keeps them: secrets covered.
    fileprivate var calls: [JSON] {
        actions.compactMap { action in
            guard let method = action.method, let path = action.path, let body = action.body else {
                return nil
            }
            return ["method": .string(method), "path": .string(path), "body": Self.covered(.object(body))]
        }
    }

    private static func covered(_ value: JSON) -> JSON {
        switch value {
        case .object(let object) where object.keys == ["$secret"]: .string(Dialect().placeholder)
        case .object(let object):
            .object(JSONObject(object.members.map { (key: $0.key, value: covered($0.value)) }))
        case .array(let values): .array(values.map(covered))
        default: value
        }
    }
}

extension Trial {
    /// The writing calls that the target carried out, as its own log has them.
    fileprivate func writes() async throws -> [JSON] {
        (try await sandbox.model()["calls"]?.array ?? []).filter { ($0["status"]?.int ?? 0) < 300 }.map {
            ["method": $0["method"] ?? .null, "path": $0["path"] ?? .null, "body": $0["body"] ?? .null]
        }
    }

    /// Half of the objects are there: some equal, some different.
    fileprivate func fillHalf() async throws {
        let caller = try sandbox.caller()
        func origin(_ name: String) -> JSON {
            [
                "kind": "s3", "endpoint": "s3.example", "bucket": .string("b-" + name), "region": "r",
                "secretAccessKey": "k",
            ]
        }
        let bodies: [(String, JSON)] = [
            ("roles", ["name": "Builders", "label": "CI", "permissions": ["apps": 15, "tasks": 6]]),
            ("roles", ["name": "Testers", "label": "theirs", "permissions": ["apps": 2]]),
            (
                "deployments",
                ["name": "east", "label": "east", "originPrefix": "live", "origin": origin("east")]
            ),
            (
                "deployments",
                ["name": "west", "label": "theirs", "originPrefix": "live", "origin": origin("west")]
            ),
            ("users", ["username": "robot", "label": "theirs", "roles": ["Builders"]]),
            ("apps", ["name": "Tug", "label": "theirs", "maxBuilds": 3]),
        ]
        for (path, body) in bodies {
            let made = try await caller.call(.post, "/be/v1/" + path, body)
            #expect(made.json["status"] == "success", "\(made.text)")
        }
    }
}

/// What a replay reports on its way.
private final class Heard: Sendable {
    private let kept = Mutex<[String]>([])

    func add(_ line: String) { kept.withLock { $0.append(line) } }

    var lines: [String] { kept.withLock { $0 } }
}
