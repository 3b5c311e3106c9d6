import ArgumentParser
import EdgeCore
import EdgeReplay
import Foundation

struct PlanCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say which calls a replay would make; nothing is written to the target.",
        discussion: """
            Prints creates (+), updates (~), equal objects (=), conflicts (!) and what is left out (-), with the reason, \
            the requests and the bytes, and which secrets are missing. --out writes the plan for 'replay --plan'. Exit 73 \
            says that there are conflicts, 78 that secrets are missing.

            Example:
              edgeferry plan /backup/edge \\
                --target https://new.example.com --target-org Harbour \\
                --policy policy.yml --secrets secrets.yml --out harbour.plan
            """)

    @OptionGroup var options: ReplayOptions

    @Option(help: ArgumentHelp("File to write the plan to, as JSON.", valueName: "file"))
    var out: String?

    var output: OutputOptions { options.output }

    func perform(_ console: Console) async throws -> ExitStatus {
        let replay = try await options.replay(console)
        let plan = try await replay.plan()
        let missing = try await replay.missingSecrets(for: plan)
        if let out { try Self.write(plan, to: out) }
        console.result(
            text: plan.lines + missing.map { "missing secret: \($0)" },
            json: [
                "plan": plan.json, "conflicts": .strings(plan.conflicts.map(\.object.description)),
                "missingSecrets": .strings(missing.map { "\($0)" }),
            ])
        if !plan.conflicts.isEmpty { return .cannotCreate }
        return missing.isEmpty ? .done : .settings
    }

    /// Complete or not at all.
    private static func write(_ plan: Plan, to path: String) throws {
        let partial = path + ".partial"
        guard
            FileManager.default.createFile(atPath: partial, contents: Data((plan.json.readable + "\n").utf8))
        else {
            throw CoreError.file(path: path, doing: "create", code: errno)
        }
        guard rename(partial, path) == 0 else {
            throw CoreError.file(path: path, doing: "create", code: errno)
        }
    }
}
