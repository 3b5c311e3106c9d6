import ArgumentParser
import EdgeCore
import EdgeReplay

struct PlanCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say which calls a replay would make; nothing is written to the target.",
        discussion: """
            Prints creates (+), updates (~), equal objects (=), conflicts (!) and what is left out (-), with the reason, \
            the requests and the bytes, and every secret that the source does not give back: given, missing, waived, or made \
            by the target. --out writes the plan for 'replay --plan'. Exit 73 \
            says that there are conflicts, 78 that secrets are missing.

            Example:
              edgeferry plan /backup/edge \\
                --target https://new.example.com --target-org Harbour \\
                --policy policy.yml --secrets secrets.yml --out harbour.plan
            """)

    @OptionGroup var options: ReplayOptions

    @Option(help: ArgumentHelp("File to write the plan to, as JSON.", valueName: "file"))
    var out: String?

    @Option(
        help: ArgumentHelp(
            "File to write a secrets file to, which names every secret that the replay needs.",
            valueName: "file"))
    var secretsTemplate: String?

    var output: OutputOptions { options.output }

    func perform(_ console: Console) async throws -> ExitStatus {
        let replay = try await options.replay(console)
        let plan = try await replay.plan()
        let secrets = try await replay.secrets(of: plan)
        let missing = secrets.missing
        if let out { try OutputFile.write(plan.json, to: out) }
        if let secretsTemplate {
            try OutputFile.write(SecretsTemplate(plan, secrets).text, to: secretsTemplate)
        }
        console.result(
            text: plan.lines + secrets.lines,
            json: .object(
                (plan.json.object ?? [:]).merging([
                    "conflicts": .strings(plan.conflicts.map(\.object.description)),
                    "missingSecrets": .strings(missing), "secrets": secrets.json,
                ])))
        if !plan.conflicts.isEmpty { return .cannotCreate }
        return missing.isEmpty ? .done : .settings
    }
}
