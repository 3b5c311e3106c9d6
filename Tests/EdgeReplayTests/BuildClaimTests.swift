@testable import EdgeClient
import EdgeCore
import Testing

@testable import EdgeReplay

struct BuildClaimTests {
    private struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var announced: String?
        var builds: [(Int, String?, Int64?)] = [(4, "old", 10)]
        var bound: Set<Int> = []
        var isBusy = false
        var tasks: [(String, String, String)] = []
        let verdict: BuildVerdict
    }

    private static let cases = [
        Case(testDescription: "nothing happened", verdict: .absent),
        Case(
            testDescription: "old tasks do not count", tasks: [("t1", "upload", "submitted")],
            verdict: .absent),
        Case(testDescription: "one new build", builds: [(4, "old", 10), (5, "new", 20)], verdict: .done(5)),
        Case(
            testDescription: "a new build of which nothing is said", builds: [(5, nil, nil)],
            verdict: .done(5)),
        Case(
            testDescription: "a new build of another size", builds: [(5, "new", 21)],
            verdict: .ambiguous("build 5 is new on the target, and it has another label or size")),
        Case(
            testDescription: "two new builds", builds: [(5, "new", 20), (6, "new", 20)],
            verdict: .ambiguous("the builds 5, 6 are new on the target, and only one can be ours")),
        Case(
            testDescription: "a new build that is bound to another", builds: [(5, "new", 20)], bound: [5],
            verdict: .absent),
        Case(
            testDescription: "our upload is open", announced: "t2", tasks: [("t2", "upload", "submitted")],
            verdict: .orphans(["t2"])),
        Case(
            testDescription: "an unknown upload is open", tasks: [("t2", "upload", "submitted")],
            verdict: .orphans(["t2"])),
        Case(
            testDescription: "an upload of somebody else is open", announced: "t2",
            tasks: [("t2", "upload", "expired"), ("t3", "upload", "submitted")], verdict: .absent),
        Case(
            testDescription: "two unknown uploads are open",
            tasks: [("t2", "upload", "submitted"), ("t3", "upload", "submitted")],
            verdict: .ambiguous("several uploads are open: t2, t3")),
        Case(
            testDescription: "the target works",
            tasks: [("t2", "upload", "done"), ("t3", "mkraw", "running")], verdict: .busy),
        Case(testDescription: "the app is busy", isBusy: true, verdict: .busy),
        Case(
            testDescription: "our upload was ended", announced: "t2", tasks: [("t2", "upload", "expired")],
            verdict: .absent),
        Case(
            testDescription: "the pipeline failed", announced: "t2",
            tasks: [("t2", "upload", "done"), ("t3", "mkraw", "failed")],
            verdict: .failed(
                BuildVerdict.Failure(
                    type: "mkraw", details: #"task t3 (mkraw): {"id":"t3"}"#, isFirst: false))),
        Case(
            testDescription: "the announced task failed", announced: "t2", tasks: [("t2", "dltar", "failed")],
            verdict: .failed(
                BuildVerdict.Failure(
                    type: "dltar", details: #"task t2 (dltar): {"id":"t2"}"#, isFirst: true))),
        Case(
            testDescription: "the only new task failed", tasks: [("t2", "dltar", "failed")],
            verdict: .failed(
                BuildVerdict.Failure(
                    type: "dltar", details: #"task t2 (dltar): {"id":"t2"}"#, isFirst: true))),
        Case(
            testDescription: "a later task failed, and no task was named",
            tasks: [("t2", "dltar", "done"), ("t3", "mkraw", "failed")],
            verdict: .failed(
                BuildVerdict.Failure(
                    type: "mkraw", details: #"task t3 (mkraw): {"id":"t3"}"#, isFirst: false))),
        Case(
            testDescription: "done without a build", announced: "t2", tasks: [("t2", "upload", "done")],
            verdict: .ambiguous("task t2 (upload) is done, and there is no new build")),
    ]

    @Test(arguments: cases)
    private func `what the target shows tells what became of a build`(_ example: Case) async throws {
        let before = state([(4, "old", 10)], isBusy: false)
        var claim = BuildClaim(before, tasks([("t1", "upload", "submitted")]))
        claim.announced = example.announced
        let build = Contents.Build(
            app: try AppName("Tug"), number: SourceBuild(9), label: "new", size: 20,
            digest: Digest(of: [UInt8]()), bytes: { FileSlice(path: "", size: 20) })
        let verdict = claim.verdict(
            for: build, tasks: tasks([("t1", "upload", "submitted")] + example.tasks),
            state: state(example.builds, isBusy: example.isBusy), bound: example.bound, expired: "expired")
        #expect(verdict == example.verdict)
        #expect(
            BuildClaim(before: claim.json, announced: claim.announced.map { ["task": .string($0)] } ?? .null)
                == claim)
    }

    private func state(_ builds: [(Int, String?, Int64?)], isBusy: Bool) -> AppState {
        AppState(
            document: Document(kind: .app, name: "Tug", fields: [:]), deployments: ["east"],
            currentBuild: builds.last?.0 ?? 0,
            builds: builds.map { NativeBuild(number: $0.0, label: $0.1, size: $0.2) }, isBusy: isBusy,
            error: nil)
    }

    private func tasks(_ tasks: [(String, String, String)]) -> [ServerTask] {
        tasks.map { id, type, state in
            ServerTask(
                id: id, type: type, state: state, isOpen: ["submitted", "running"].contains(state),
                isFailed: state == "failed", isUpload: type == "upload", isDownload: false,
                fields: ["id": .string(id)])
        }
    }
}
