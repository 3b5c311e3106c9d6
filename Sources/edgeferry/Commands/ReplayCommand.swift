import ArgumentParser
import EdgeCore
import EdgeReplay
import Foundation

struct ReplayCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Make an organization of another Edge equal to a snapshot.",
        discussion: """
            Conflicts and missing secrets are named before the first write. Killed at any moment, the same command \
            continues. New API keys and webhook secrets, which the target shows once, go to JOURNAL.keys (mode 0600).

            Example:
              edgeferry replay /backup/edge \\
                --target https://new.example.com --target-org Harbour \\
                --policy policy.yml --secrets secrets.yml
            """)

    @OptionGroup var options: ReplayOptions

    @Option(help: ArgumentHelp("Carry out exactly this plan, made by 'plan --out'.", valueName: "file"))
    var plan: String?

    var output: OutputOptions { options.output }

    func perform(_ console: Console) async throws -> ExitStatus {
        let plan = try plan.map(Self.read)
        let replay = try await options.replay(console)
        let report = try await replay.run(plan)
        console.result(text: report.lines, json: report.json)
        return report.status
    }

    private static func read(_ path: String) throws -> Plan {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CoreError.file(path: path, doing: "read", code: access(path, F_OK) == 0 ? EACCES : ENOENT)
        }
        do {
            return try Plan(JSON(reading: data, limits: JSONLimits(bytes: 1 << 30)))
        } catch let error as CoreError {
            throw ReplayError.badPlan(reason: "\(path) is no JSON: \(error.why ?? error.what)")
        }
    }
}
