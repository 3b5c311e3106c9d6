import ArgumentParser
import EdgeClient
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

    @Flag(
        help: "When the target is not what --plan was made for, name what moved and plan anew for just that.")
    var replan = false

    @Option(
        help: ArgumentHelp(
            "Make the organization first, with the administrator's token; its first administrator is invited at this address.",
            valueName: "email"))
    var createOrganization: String?

    @OptionGroup var rehearse: RehearseOptions
    @OptionGroup var readBack: ReadBackOptions
    @OptionGroup var limits: RunLimits

    var output: OutputOptions { options.output }

    func perform(_ console: Console) async throws -> ExitStatus {
        if rehearse.isAsked { return try await rehearse.perform(options, plan.map(Self.read), console) }
        if let email = createOrganization, try await creates(email, console) { return .tryAgain }
        let plan = try plan.map(Self.read)
        let report = try await options.serve.serving(console) { offers in
            let replay = try await options.replay(
                console, readBack, mostRequests: limits.maxRequests, offers: offers, replans: replan)
            return try await limits.within { try await replay.run(plan) }
        }
        console.result(text: report.lines, json: report.json)
        return report.status
    }

    /// Makes the organization unless it is there; a new one has no account yet that could write to it.
    private func creates(_ email: String, _ console: Console) async throws -> Bool {
        let choice = options.target.choice
        guard let admin = try await choice.admin(options.transport, console) else {
            throw SettingsError.noAdminToken(choice.side)
        }
        guard try await admin.createOrganization(email: email, label: nil) else {
            console.message("the organization \(choice.organization) is there already")
            return false
        }
        let next = [
            "made the organization \(choice.organization); its first administrator is invited at \(email)",
            "accept the invitation, then run the same command again with an account of the organization: the person's own name, "
                + "or a machine user with all rights",
        ]
        console.result(
            text: next, json: ["createdOrganization": .string(choice.organization), "next": .string(next[1])])
        return true
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
