import ArgumentParser
import EdgeArchive
import EdgeCore
import EdgeValidate

struct ValidateCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check a store or a snapshot, offline.",
        discussion: """
            Levels: structure (nothing missing or unexpected), bytes (every stored byte; the default), content (documents, \
            references, names, tars). STORE alone checks all that the store holds. Exit 65 says that something is damaged, \
            1 that a finding does no harm to what is stored.

            Example:
              edgeferry validate /backup/edge --level content
            """)

    @Argument(help: ArgumentHelp("STORE, STORE@latest, STORE@ORG/latest or STORE@ID.", valueName: "archive"))
    var archive: String

    @Option(help: "How deep to look: structure, bytes or content.")
    var level: Level = .bytes

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let report = try await Validation(ArchiveAddress(parsing: archive), level: level).run(console.meter)
        console.result(text: report.lines, json: report.json)
        return report.status
    }
}

extension Level: ExpressibleByArgument {}
