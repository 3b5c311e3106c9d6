import EdgeCore
import TestKit
import Testing

@testable import EdgeReplay

/// An object that fails takes with it what needs it, and nothing else.
struct IsolationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        /// The call that is refused, and how many of its kind pass before.
        let call: String
        let after: Int
        let failed: String
        /// Every other object that cannot be made then.
        let dependants: [String]

        var testDescription: String { "\(failed) at \(call)" }
    }

    static let cases: [Case] = [
        Case(call: "POST /be/v1/roles", after: 0, failed: "role/Builders", dependants: ["user/robot"]),
        Case(
            call: "POST /be/v1/roles", after: 1, failed: "role/Testers",
            dependants: ["user/robot", "user/spare"]),
        Case(
            call: "POST /be/v1/deployments", after: 0, failed: "deployment/east",
            dependants: ["app/Tug", "build/Tug/3", "build/Tug/4"]),
        Case(
            call: "POST /be/v1/deployments", after: 1, failed: "deployment/west",
            dependants: ["app/Tug", "app/Yawl", "build/Tug/3", "build/Tug/4", "build/Yawl/1"]),
        Case(call: "POST /be/v1/users", after: 0, failed: "user/robot", dependants: []),
        Case(call: "POST /be/v1/users", after: 1, failed: "user/spare", dependants: []),
        Case(
            call: "POST /be/v1/apps", after: 0, failed: "app/Tug", dependants: ["build/Tug/3", "build/Tug/4"]),
        Case(call: "POST /be/v1/apps", after: 1, failed: "app/Yawl", dependants: ["build/Yawl/1"]),
        Case(
            call: "PATCH /be/v1/apps", after: 0, failed: "app/Tug",
            dependants: ["build/Tug/3", "build/Tug/4"]),
        Case(call: "POST /be/v1/builds", after: 0, failed: "build/Tug/3", dependants: ["build/Tug/4"]),
        Case(call: "POST /be/v1/builds", after: 1, failed: "build/Tug/4", dependants: []),
        Case(call: "POST /be/v1/builds", after: 2, failed: "build/Yawl/1", dependants: []),
        Case(call: "POST /be/v1/subscriptions", after: 0, failed: "subscription/events", dependants: []),
    ]

    @Test(arguments: cases)
    func `a failed object isolates its dependants only`(_ isolated: Case) async throws {
        let faults =
            "faults: [{ route: \(isolated.call), fault: status, status: 422, times: 1, after: \(isolated.after) }]"
        try await withTrial(faults: faults) { trial in
            var ordered = trial
            ordered.settings.lanes = 1
            ordered.settings.buildLanes = 1
            let report = try await { [ordered] in try await ordered.run() }()
            #expect(report.status == .partial)
            let failed = try #require(report.failures.first { $0.object == isolated.failed })
            #expect(failed.call == isolated.call && failed.status == 422)
            #expect(failed.cause.why?.contains("a fault of the sandbox") == true)
            #expect(failed.cause.hint != nil)
            let others = report.failures.filter { $0.object != isolated.failed }
            #expect(Set(others.map(\.object)).sorted() == isolated.dependants)
            #expect(others.allSatisfy { $0.cause.what.contains(" waits for ") && $0.cause.hint != nil })
            // Everything else stands on the target as it should.
            let lost = Set([isolated.failed] + isolated.dependants)
            #expect(Set(report.proof.against.map(\.object)) == lost)
            #expect(report.counts.values.reduce(0) { $0 + $1.failed } == lost.count)
            // And nothing is in the way of the next run.
            #expect(try await trial.run().status == .done)
            #expect(try await trial.complaints() == [])
            #expect(try await trial.deadKeys() == [])
        }
    }

    @Test func `every kind that is made has a case`() {
        let kinds = Set(Self.cases.compactMap { $0.failed.split(separator: "/").first.map(String.init) })
        #expect(kinds == Set(Kind.allCases.map(\.rawValue) + ["build"]))
    }
}
