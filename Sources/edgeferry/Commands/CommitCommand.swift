import ArgumentParser
import EdgeArchive
import EdgeCore
import EdgeReplay

struct CommitCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "commit",
        abstract: "End a migration: make the source's export final, after which it refuses writes.",
        discussion: """
            The only call that is ever written to a source. It is made when the dialect says that its meaning is confirmed \
            (commitExport: confirmed), the newest run of the journal replayed this archive, its proof has nothing different, \
            failed or missing, everything left out or not checkable is accepted by name, and the source still equals the \
            archive. Else it is refused (77) with every reason.

            Example:
              edgeferry commit /backup/edge \\
                --source https://old.example.com --source-org Harbour \\
                --journal harbour.journal --confirm Harbour --accept 'user/*'
            """)

    @Argument(help: ArgumentHelp("The archive that was replayed.", valueName: "archive"))
    var archive: String

    @OptionGroup var source: SourceOptions
    @OptionGroup var journal: KnownJournalOptions

    @Option(help: ArgumentHelp("Name of the organization, typed again.", valueName: "name"))
    var confirm: String

    @Option(
        help: ArgumentHelp(
            "What may stay unproved: role/NAME, build/APP/NUMBER, a kind, or 'user/*'; can be given several times.",
            valueName: "name"))
    var accept: [String] = []

    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard confirm == source.sourceOrg else {
            throw ValidationError("--confirm must be the name of the organization, \(source.sourceOrg).")
        }
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let address = ArchiveAddress(parsing: archive)
        let archive = try await blocking("archive") { _ in try address.open() }
        guard let call = try await source.choice.commit(transport, console) else {
            throw SettingsError.noAdminToken(.source)
        }
        let commit = MigrationCommit(
            archive, of: try await source.choice.source(transport, console), by: call,
            try await journal.open())
        let proof = try await commit.run(accepting: Acceptance(accept), meter: console.meter)
        console.result(
            text: [
                "committed: \(source.sourceOrg) at \(source.source) is read only from now on",
                "snapshot \(proof.snapshot), run \(proof.run): \(proof.summary)",
            ],
            json: [
                "committed": .string(source.sourceOrg), "source": .string(source.source),
                "snapshot": .string(proof.snapshot), "run": .int(proof.run),
            ])
        return .done
    }
}
