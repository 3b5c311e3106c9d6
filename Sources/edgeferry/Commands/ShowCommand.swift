import ArgumentParser
import EdgeArchive
import EdgeCore

struct ShowCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a snapshot holds.",
        discussion: """
            ARCHIVE is STORE, STORE@latest, STORE@ORG/latest or STORE@ID.

            Examples:
              edgeferry show /backup/edge
              edgeferry show /backup/edge@3f2a91c07b44 --object app/Lighthouse
            """)

    @Argument(help: ArgumentHelp("Which snapshot.", valueName: "archive"))
    var archive: String

    @Option(help: ArgumentHelp("Show this document alone, as kind/name.", valueName: "object"))
    var object: String?

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let address = ArchiveAddress(parsing: archive)
        let wanted = try object.map { text in
            guard let id = ObjectID(text) else {
                throw ValidationError(
                    "--object is kind/name, where kind is one of "
                        + Kind.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            return id
        }
        let shown = try await blocking("show") { _ in try ShownArchive(address.open(), object: wanted) }
        console.result(text: shown.lines, json: shown.json)
        return .done
    }
}
