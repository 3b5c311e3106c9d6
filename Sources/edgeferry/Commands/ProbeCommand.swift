import ArgumentParser
import EdgeClient
import EdgeCore

struct ProbeCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Look at an Edge without writing anything: what fits the dialect, what the account may do.",
        discussion: """
            It reads a few objects of each kind and prints names of keys, never values. For each key of the dialect it \
            says whether the Edge confirms it, contradicts it (and which line of a dialect file to change), or shows \
            nothing of it. Exit 1 says that something is contradicted, refused, or not allowed.

            Example:
              edgeferry probe --source https://edge.example.com --source-org Harbour
            """)

    @OptionGroup var edges: EitherEdgeOptions
    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { try edges.checkOne() }

    func perform(_ console: Console) async throws -> ExitStatus {
        let choice = try edges.choice(edges.source != nil ? .source : .target)
        let admin = try await choice.admin(transport, console)
        let probe =
            choice.side == .source
            ? Probe(try await choice.source(transport, console), admin: admin)
            : Probe(try await choice.target(transport, console), admin: admin)
        let report = try await probe.run()
        console.result(text: report.lines, json: report.json)
        return report.status
    }
}
