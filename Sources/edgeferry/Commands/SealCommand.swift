import ArgumentParser
import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation

struct SealCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Write one snapshot as one tar.",
        discussion: """
            The tar is a whole archive: every command reads it in place, tar -x makes a store of it, and the same snapshot \
            gives the same bytes every time. Every byte is verified on the way. It is plain; encrypt it on the way out where \
            it leaves the house.

            Examples:
              edgeferry seal /backup/edge --output harbour.tar
              edgeferry seal /backup/edge@3f2a91c07b44 --output - \\
                | age -r KEY > harbour.tar.age
            """)

    @Argument(
        help: ArgumentHelp(
            "STORE, STORE@latest, STORE@ORG/latest, STORE@ID or FILE.tar.", valueName: "archive"))
    var archive: String

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "The file, which gets its name when it is whole; - writes to a pipe.", valueName: "file"))
    var file: String

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard file == "-" else { return }
        guard output.format == .text else {
            throw ValidationError(
                "With --output - the tar is the result; --format json has no place beside it.")
        }
        try ByteOutput.refuseTerminal()
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let (address, file, meter) = (ArchiveAddress(parsing: archive), file, console.meter)
        let sealing = try await blocking("seal") { cancellation in
            let sealing = try Sealing(address.open())
            var tar =
                file == "-"
                ? try TarWriter(to: STDOUT_FILENO, named: ByteOutput.name) : try TarWriter(creating: file)
            try sealing.write(to: &tar, cancellation, meter)
            try tar.seal()
            return sealing
        }
        let summary = sealing.archive.summary
        let line =
            "sealed \(summary.id) of \(summary.organization): \(sealing.count) files, \(ByteCount(sealing.bytes))"
        guard file != "-" else {
            console.message(line)
            return .done
        }
        console.result(
            text: [line],
            json: [
                "output": .string(file), "snapshot": .string(summary.id),
                "organization": .string(summary.organization.text), "files": .int(sealing.count),
                "bytes": .int(sealing.bytes),
            ])
        return .done
    }
}
