import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import Foundation
import TestKit
import Testing

struct ReplayTests {
    @Test func `an organization comes to be on an empty target, and the second plan is empty`() async throws {
        try await withTrial { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
            let second = try await trial.plan()
            #expect(second.isEmpty, "\(second.lines)")
            let again = try await trial.run()
            #expect(again.counts["build"]?.equal == 3)
            #expect(again.status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `secrets reach the target and nothing else`() async throws {
        try await withTrial { trial in
            try await trial.run()
            let deployment = try await trial.organization()["deployments"]?["east"]
            #expect(deployment?["origin"]?["secretAccessKey"]?.string == "east-key")
            for name in try FileManager.default.contentsOfDirectory(atPath: trial.fixture.folder)
            where name.hasPrefix("journal") {
                let data = try Data(contentsOf: URL(fileURLWithPath: trial.fixture.folder + "/" + name))
                #expect(data.firstRange(of: Data("east-key".utf8)) == nil, "\(name)")
            }
        }
    }

    @Test func `the calls that change the target are those of the plan`() async throws {
        try await withTrial { trial in
            let plan = try await trial.plan()
            try await trial.run(plan)
            let calls = try await trial.sandbox.model()["calls"]?.array ?? []
            let made = calls.compactMap { call -> String? in
                guard let method = call["method"]?.string, let path = call["path"]?.string, method != "PUT"
                else {
                    return nil
                }
                return "\(method) \(path)"
            }
            let planned = plan.actions.compactMap { action in
                action.method.map { "\($0) \(action.path ?? "")" }
            }
            #expect(made.sorted() == planned.sorted())
        }
    }

    @Test func `a target that ignores the deployments of apps gets no build at all`() async throws {
        let faults = "faults: [{ route: PATCH /be/v1/apps, fault: ignore, field: deployments, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            let error = try await failure { try await trial.run() }
            #expect(error.status == .outsideContract)
            #expect(error.what == "the target took app/Tug other than sent")
            let creates = try await trial.organization()["creates"]?.object ?? [:]
            #expect(!creates.keys.contains { $0.hasPrefix("build/") })
            // The fault is gone: the same command ends equal.
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `the gate stops a build whose app was registered elsewhere meanwhile`() async throws {
        let faults = "faults: [{ route: PUT /upload/*, fault: status, status: 507, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            _ = try await failure { try await trial.run() }
            let caller = try trial.sandbox.caller()
            _ = try await caller.call(.patch, "/be/v1/apps", ["name": "Tug", "deployments": ["east"]])
            let error = try await failure { try await trial.run() }
            #expect(error.status == .outsideContract)
            #expect(error.what == "no build was sent to app \"Tug\"")
            #expect(error.why == "planned are east, west, the target shows east")
            let creates = try await trial.organization()["creates"]?.object ?? [:]
            #expect(!creates.keys.contains { $0.hasPrefix("build/Tug") })
            _ = try await caller.call(
                .patch, "/be/v1/apps", ["name": "Tug", "deployments": ["west", "east"]])
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a target out of space stops the replay, and the same command continues`() async throws {
        let faults = "faults: [{ route: PUT /upload/*, fault: status, status: 507, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            let error = try await failure { try await trial.run() }
            #expect(error.status == .tryAgain)
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
        }
    }

    @Test func `a refused account stops the replay, and the same command continues`() async throws {
        let faults = "faults: [{ route: POST /be/v1/users, fault: status, status: 403, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            let error = try await failure { try await trial.run() }
            #expect(error.status == .notAllowed)
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }

    @Test func `an object that is refused isolates what refers to it`() async throws {
        let faults = "faults: [{ route: POST /be/v1/roles, fault: status, status: 400, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .partial)
            // Builders was refused; robot has that role, everything else is done.
            #expect(report.failures.map(\.object).sorted() == ["role/Builders", "user/robot"])
            #expect(report.counts["build"]?.created == 3)
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }

    @Test func `a target that goes on failing leaves everything saved`() async throws {
        let faults = "faults: [{ route: POST /be/v1/deployments, fault: status, status: 500, times: 8 }]"
        try await withTrial(faults: faults) { trial in
            let error = try await failure { try await trial.run() }
            #expect(error.status == .unavailable)
            while true {
                do {
                    try await trial.run()
                    break
                } catch let error as ReplayError where error.status == .unavailable {
                    continue
                }
            }
            #expect(try await trial.complaints() == [])
        }
    }

    @Test(arguments: [
        "POST /be/v1/roles", "POST /be/v1/deployments", "POST /be/v1/users", "POST /be/v1/apps",
        "PATCH /be/v1/apps", "POST /be/v1/builds", "PUT /upload/*", "POST /be/v1/subscriptions",
    ])
    func `a lost reply is settled by looking`(route: String) async throws {
        let faults = "faults: [{ route: \"\(route)\", fault: loseReply, times: 2 }]"
        try await withTrial(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
            #expect(report.attention.isEmpty == (route != "POST /be/v1/subscriptions"))
        }
    }

    @Test func `a lost answer to a new key is asked for anew`() async throws {
        let faults = """
            faults:
              - { route: POST /be/v1/users, fault: loseReply, times: 2 }
              - { route: PATCH /be/v1/users, fault: loseReply, times: 3 }
            """
        try await withTrial(faults: faults) { trial in
            let report = try await trial.run()
            #expect(report.status == .done, "\(report.lines)")
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }

    @Test func `a secret that was lost is named by the next process, when the first ended before its report`()
        async throws
    {
        struct Ended: Error {}
        let faults = "faults: [{ route: POST /be/v1/subscriptions, fault: loseReply, times: 1 }]"
        try await withTrial(faults: faults) { trial in
            await #expect(throws: Ended.self) {
                try await trial.run { step in
                    if step.name == "end", step.moment == .after { throw Ended() }
                }
            }
            for _ in 1...2 {
                let report = try await trial.run()
                #expect(report.counts["subscription"]?.equal == 1)
                #expect(report.attention.map { $0.hasPrefix("create subscription/events: ") } == [true])
            }
        }
    }

    @Test func `a cancelled replay stops and continues`() async throws {
        try await withTrial(stage: .milliseconds(20)) { trial in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await trial.run() }
                try await Task.sleep(for: .milliseconds(150))
                group.cancelAll()
                while let result = await group.nextResult() {
                    if case .failure(let error) = result { #expect(error is CancellationError, "\(error)") }
                }
            }
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }
}
