import EdgeCore
import Foundation
import TestKit
import Testing

@testable import EdgeSandbox

@Suite struct FaultPlanTests {
    @Test func `the template names every fault, and each falls where it says`() throws {
        let plan = try FaultPlan(SettingsReader(path: template("faults.yml")))
        let named = Set(plan.rules.map { type(of: $0.fault).word })
        #expect(named == Set(FaultPlan.known.map { $0.word }))
        #expect(FaultPlan.known.count == 20 && named.count == 20, "no word stands for two faults")
    }

    @Test func `every wrong entry of a fault file is named`() throws {
        let text = """
            faults:
              - {route: "POST /x", fault: explode}
              - {route: nowhere, fault: loseReply}
              - {route: "POST /x", fault: status, status: 200}
              - {route: "POST /x", fault: ignore}
              - {route: "POST /x", fault: loseReply, tmies: 1}
              - {route: "POST /x", fault: loseReply, times: 0}
              - {route: "POST /x"}
              - {route: "GET *", fault: refuse, kind: ship}
              - {route: "GET *", fault: refuse}
              - {route: "GET *", fault: cut}
              - {route: "GET *", fault: slow, bytesPerSecond: 0}
              - {route: "GET *", fault: stall, seconds: 100000}
              - {route: "GET *", fault: announceMore, bytes: 0}
              - {route: "GET *", fault: huge, bytes: many}
              - {route: "GET *", fault: late}
              - {route: "GET *", fault: giveUp, afterBytes: 0}
            """
        let error = #expect(throws: CoreError.self) {
            try FaultPlan(SettingsReader(yaml: text, file: "faults.yml"))
        }
        guard case .settings(_, let problems) = error else {
            Issue.record("expected problems of settings")
            return
        }
        for line in 2...17 { #expect(problems.contains { $0.hasPrefix("line \(line):") }, "line \(line)") }
    }
}
