import EdgeCore
import EdgeSandbox
import Foundation

/// The steps of the demo; each is a command that a user could have typed.
struct Demo: Sendable {
    private let source: SandboxReport
    private let target: SandboxReport
    private let folder: DemoFolder
    private let isPulling: Bool
    private let kills: Int
    private let console: Console
    private let child: ChildFerry
    private let replayOptions: [String]

    init(
        source: SandboxReport, target: SandboxReport, folder: DemoFolder, isPulling: Bool, kills: Int,
        console: Console
    ) throws {
        self.source = source
        self.target = target
        self.folder = folder
        self.isPulling = isPulling
        self.kills = kills
        self.console = console
        child = ChildFerry(source: source, target: target, stateFolder: folder.path("state"))
        replayOptions = [
            folder.path("store"), "--target", target.url, "--target-org", target.organizations[0].name,
            "--policy", try folder.write(PackageResources.policy_yml, as: "policy.yml"),
            "--secrets", try folder.write(PackageResources.secrets_yml, as: "secrets.yml"),
        ]
    }

    func run() async throws -> ExitStatus {
        let store = folder.path("store")
        try await step(
            "Read the organization \(source.organizations[0].name) from the source into a store.",
            [
                "snapshot", "--source", source.url, "--source-org", source.organizations[0].name, "--store",
                store,
            ]
                + ["--builds", source.builds] + Self.pace)
        try await step("Check the store, offline.", ["validate", store, "--level", "content"])
        let planFile = folder.path("move.plan")
        try await step(
            "Plan every call before one is made.",
            ["plan"] + replayOptions + pullOptions + ["--out", planFile])
        console.message("\nReplay the plan into the target, and kill the process with SIGKILL on the way.")
        let killed = try await KilledReplay(
            child: child, arguments: ["replay"] + replayOptions + pullOptions + ["--plan", planFile],
            target: target,
            calls: try Self.calls(inPlan: planFile), kills: kills, console: console
        ).run()
        console.message(
            "\nRead the target back and compare it with the store, the bytes of every build included.")
        let compare =
            [
                "compare", store, "target", "--target", target.url, "--target-org",
                target.organizations[0].name,
            ]
            + ["--target-builds", target.builds, "--policy", folder.path("policy.yml")] + Self.pace
        console.message("$ edgeferry \(ChildFerry.shown(compare))")
        let comparison = try await child.json(compare)
        let screen = DemoScreen(
            source: source, target: target, store: store, killed: killed, comparison: comparison,
            doubles: try await doubles())
        console.result(text: screen.lines, json: screen.json)
        return screen.status
    }

    /// A sandbox on this machine need not be spared.
    private static let pace = ["--max-requests-per-second", "200"]

    private var pullOptions: [String] { (isPulling ? ["--pull-from", source.builds] : []) + Self.pace }

    private func step(_ title: String, _ arguments: [String]) async throws {
        console.message("\n\(title)\n$ edgeferry \(ChildFerry.shown(arguments))")
        let text = try await child.text(arguments)
        console.message(text.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    }

    /// Writing calls of the plan: the moments between which a kill can fall.
    private static func calls(inPlan path: String) throws -> Int {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CoreError.file(path: path, doing: "read", code: ENOENT)
        }
        let plan = try JSON(reading: data, limits: JSONLimits(bytes: 1 << 30))
        let actions = (plan["phases"]?.array ?? []).flatMap { $0["lanes"]?.array ?? [] }
            .flatMap { $0["actions"]?.array ?? [] }
        return actions.count { ["create", "update", "upload", "pull"].contains($0["kind"]?.string ?? "") }
    }

    /// What the target says came to exist more than once: nothing may.
    private func doubles() async throws -> [String] {
        let model = try await SandboxModel(target).read()
        let creates = model["organizations"]?[target.organizations[0].name]?["creates"]?.object?.members ?? []
        return creates.filter { ($0.value.int ?? 0) > 1 }.map(\.key)
    }
}
