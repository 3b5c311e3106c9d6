import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeJournal
import EdgeReplay
import EdgeSandbox

/// A replay that writes to a copy of the target in this process, and to nothing else.
struct RehearseOptions: ParsableArguments, Sendable {
    @Flag(
        help: ArgumentHelp(
            "Write nothing to the target: copy what it holds into a sandbox in this process, replay into that, and compare."
        ))
    var rehearse = false

    @Option(
        help: ArgumentHelp(
            "YAML file: trouble that the sandbox of --rehearse makes (Templates/faults.yml).",
            valueName: "file"))
    var rehearseFaults: String?

    var isAsked: Bool { rehearse || rehearseFaults != nil }

    func perform(_ options: ReplayOptions, _ given: Plan?, _ console: Console) async throws -> ExitStatus {
        let faults = try rehearseFaults.map { try FaultPlan(SettingsReader(path: $0)) } ?? FaultPlan()
        let scene = try await options.scene(console)
        let folder = try RehearsalFolder(for: scene.archive)
        defer { folder.remove() }
        let (plan, journal) = try await lookAtTarget(scene, given, folder)
        let copy = try await TargetCopy.taking(of: scene.edge, console.meter)
        do {
            let report = try await Rehearsal(
                archive: scene.archive, contents: scene.contents, dialect: scene.edge.dialect,
                policy: scene.settings.policy, waived: scene.settings.secrets.waived, faults: faults,
                folder: folder.path, meter: console.meter
            ).run(onto: copy, as: plan, journal: journal)
            console.result(text: report.lines, json: report.json)
            return report.status
        } catch let error as any Explained where error.status != .defect {
            throw RehearsalError.stopped(error)
        }
    }

    /// The plan for the real target, and a copy of the journal; a run that is open is finished before.
    private func lookAtTarget(_ scene: ReplayScene, _ given: Plan?, _ folder: RehearsalFolder) async throws
        -> (Plan, journal: String)
    {
        let journal = try await scene.journal()
        try await journal.checkNoOpenRun()
        let copy = folder.path + "/journal"
        try await journal.copy(to: copy)
        let plan = try await Replay(
            scene.contents, onto: scene.edge, scene.settings, journal: journal, meter: nil
        ).plan()
        guard plan.conflicts.isEmpty else {
            throw ReplayError.conflicts(plan.conflicts.map { "\($0.object) \($0.reason ?? "")" })
        }
        return (given ?? plan, copy)
    }
}
