import ArgumentParser
import EdgeArchive
import EdgeCore

struct UnsealCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "unseal",
        abstract: "Bring a sealed archive into a store.",
        discussion: """
            The store may be new or hold other snapshots; blobs that it has are not written again. Every byte is verified \
            on the way, and the snapshot appears when all of it is there. A killed run continues with the same command.

            Example:
              edgeferry unseal harbour.tar --store /backup/edge
            """)

    @Argument(help: ArgumentHelp("File that seal wrote.", valueName: "file"))
    var archive: String

    @Option(help: ArgumentHelp("Folder of the store.", valueName: "dir"))
    var store: String

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let report = try await CopyCommand.carry(archive, nil, into: store, isThorough: true, console)
        console.result(text: report.lines("unsealed"), json: report.json)
        return report.status
    }
}
