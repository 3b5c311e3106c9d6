import ArgumentParser
import EdgeCore
import EdgeReplay

struct ProofCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "proof",
        abstract: "Say what a replay came to: what is equal, what differs, what nobody can check.",
        discussion: """
            At the end of each run the target was read back and compared with the archive; this prints that statement. The \
            sum equals the archive. Exit 0 says that nothing is different, failed or missing, 1 that something is, 2 that \
            calls failed.

            Example:
              edgeferry proof --journal harbour.journal
            """)

    @OptionGroup var journal: KnownJournalOptions

    @Option(
        help: ArgumentHelp("Number of the run, as 'runs' shows it; the newest if not given.", valueName: "n"))
    var run: Int?

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let proof = try await Proof.kept(in: journal.open(), run: run)
        console.result(text: proof.lines, json: proof.json)
        return proof.status
    }
}
