import ArgumentParser
import EdgeArchive
import EdgeCore

struct ShowCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a snapshot holds, or give a build back.",
        discussion: """
            ARCHIVE is STORE, STORE@latest, STORE@ORG/latest, STORE@ID or FILE.tar. With --build the exact bytes of \
            a build's tar go to stdout; the run fails at its end when they are not those that the snapshot was taken of.

            Examples:
              edgeferry show /backup/edge
              edgeferry show /backup/edge@3f2a91c07b44 --object app/Lighthouse
              edgeferry show /backup/edge --build Lighthouse/3 > native-build.tar
            """)

    @Argument(help: ArgumentHelp("Which snapshot.", valueName: "archive"))
    var archive: String

    @Option(help: ArgumentHelp("Show this document alone, as kind/name.", valueName: "object"))
    var object: String?

    @Option(help: ArgumentHelp("Write the tar of this build to stdout.", valueName: "app/id"))
    var build: String?

    @Option(
        help: ArgumentHelp("Begin at this byte of the tar, to continue a broken pipe.", valueName: "byte"))
    var offset: Int64 = 0

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard build != nil else {
            guard offset == 0 else { throw ValidationError("--offset needs --build.") }
            return
        }
        guard object == nil else { throw ValidationError("--build and --object exclude each other.") }
        guard offset >= 0 else { throw ValidationError("--offset counts bytes from 0.") }
        guard output.format == .text else {
            throw ValidationError("With --build the tar is the result; --format json has no place beside it.")
        }
        try ByteOutput.refuseTerminal()
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let address = ArchiveAddress(parsing: archive)
        if let build {
            let (offset, meter) = (offset, console.meter)
            try await blocking("show") {
                try ShownBuild(build, in: address.open()).write(from: offset, $0, meter)
            }
            return .done
        }
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
