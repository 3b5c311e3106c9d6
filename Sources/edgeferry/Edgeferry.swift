import ArgumentParser
import EdgeCore
import Glibc

@main
struct Edgeferry: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edgeferry",
        abstract: "Moves organizations between ROCKIT Edge servers: snapshot, validate, replay, compare.",
        discussion: """
            A snapshot reads an organization into a store; a replay makes another Edge equal to it. A replay can be \
            killed at any moment: run the same command again, and it continues.

            Start with:  edgeferry demo
            """,
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, SnapshotCommand.self, ValidateCommand.self, PlanCommand.self,
            ReplayCommand.self, CompareCommand.self, ProofCommand.self, CommitCommand.self,
            RollbackCommand.self,
            RunsCommand.self, ListCommand.self,
            ShowCommand.self, SealCommand.self, UnsealCommand.self, CopyCommand.self, PruneCommand.self,
            AdoptCommand.self,
            ProbeCommand.self, APICommand.self, SandboxCommand.self,
        ]
    )

    static func main() async {
        // A reader that went away, on a socket or a pipe, is an error of that call and not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        CoreDumps.disable()
        LargeBuffers.returnAtOnce()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch  where Ending.isUsage(error) {
            let ending = Ending(error)
            ending.report(askedFormat)
            exit(withError: ExitCode(ending.status.rawValue))
        } catch {
            exit(withError: error)
        }
    }

    /// The form of the result that a command line asks for which could not be parsed as a whole.
    private static var askedFormat: OutputFormat {
        let arguments = CommandLine.arguments
        let isJSON =
            arguments.contains("--format=json")
            || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
        return isJSON ? .json : .text
    }
}
