import ArgumentParser
import EdgeCore
import EdgeReplay
import Foundation

struct RollbackCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Take back what a replay made on the target, in reverse order, and nothing else.",
        discussion: """
            What somebody has changed since stays, and is named. An app goes with its builds and published files. A \
            deployment goes only when its name is given with --confirm or typed, since its published files go with it. \
            Objects that the replay changed and did not make stay as they are. Interrupted, the same command continues.

            Example:
              edgeferry rollback --journal harbour.journal --dry-run
            """)

    @OptionGroup var journal: KnownJournalOptions

    @Option(
        help: ArgumentHelp("Number of the run, as 'runs' shows it; the newest if not given.", valueName: "n"))
    var run: Int?

    @Flag(help: "Say what would be deleted, and delete nothing.")
    var dryRun = false

    @Flag(help: "Delete without asking; deployments need their names all the same.")
    var yes = false

    @Option(
        help: ArgumentHelp(
            "Name of a deployment that may go with its published files; can be given several times.",
            valueName: "name"))
    var confirm: [String] = []

    @OptionGroup var target: TargetAccessOptions
    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let journal = try await journal.open()
        guard let choice = try await target.choice(journal) else { throw ReplayError.noRun(run) }
        let rollback = try await Rollback(
            of: run, in: journal, on: choice.target(transport, console))
        let steps = try await rollback.steps()
        guard !dryRun else {
            console.result(
                text: steps.map(\.line) + rollback.leftovers.map { "stays    \($0)" },
                json: [
                    "steps": .array(steps.map(\.json)), "leftovers": .strings(rollback.leftovers),
                ])
            return .done
        }
        let typed = try consent(to: steps, console)
        let report = try await rollback.execute(typed: typed, stateFolder: StateFolder.path)
        console.result(text: report.lines, json: report.json)
        return report.status
    }

    /// The deployments that may go; asks for what the command line does not say.
    private func consent(to steps: [RollbackStep], _ console: Console) throws -> Set<String> {
        let doomed = steps.filter { $0.decision == .delete }
        if !doomed.isEmpty, !yes {
            for step in steps { console.message(step.line) }
            try Question("Delete \(doomed.count) objects of the target? [y/N] ", else: "--yes").agree()
        }
        var typed = Set(confirm)
        for step in steps where step.decision == .deleteWithName && !typed.contains(step.object.name) {
            // Where nobody can be asked it stays, and is named.
            guard isatty(STDIN_FILENO) == 1 else { continue }
            let question =
                "Type the name of deployment \(step.object.name), whose published files will be gone, or nothing: "
            typed.insert(try Question(question, else: "--confirm \(step.object.name)").ask())
        }
        return typed
    }
}
