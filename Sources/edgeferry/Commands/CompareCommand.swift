import ArgumentParser
import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeReplay
import Foundation

struct CompareCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say what two archives, or an archive and an Edge, have in common and what not.",
        discussion: """
            A and B are archives (STORE, STORE@latest, STORE@ORG/latest, STORE@ID, FILE.tar), or 'source' or 'target' with their \
            options. Builds of an Edge are equal only when --target-builds says where their bytes can be read back. \
            Exit 1 says that something differs.

            Example:
              edgeferry compare /backup/edge target \\
                --target https://new.example.com --target-org Harbour \\
                --target-builds '/mnt/bucket/{org}/{app}/{build}.tar'
            """)

    @Argument(help: ArgumentHelp("The side that is expected.", valueName: "A"))
    var left: String

    @Argument(help: ArgumentHelp("The side that is looked at.", valueName: "B"))
    var right: String

    @OptionGroup var edges: EitherEdgeOptions

    @OptionGroup var readBack: ReadBackOptions

    @OptionGroup var selection: SelectionOptions

    @OptionGroup var journal: JournalOptions

    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let policy = try selection.policyOrNone()
        let mine = try await side(left, builds: nil, console)
        let theirs = try await side(right, builds: try readBack.place(transport, console), console)
        let report = try OrganizationComparison(
            left: mine.organization, right: theirs.organization, policy: policy,
            memory: try await memory(of: mine.archive)
        ).run()
        console.result(text: report.lines, json: report.json)
        return report.status
    }

    /// What the journal between an archive and the target knows; by default the one that a replay would use.
    private func memory(of archive: Archive?) async throws -> ReplayMemory {
        guard let archive, right == Side.target.rawValue else { return ReplayMemory() }
        let address = try edges.choice(.target).address()
        guard let journal = try await journal.existing(archive, address) else { return ReplayMemory() }
        return try await ReplayMemory(journal, snapshot: archive.id)
    }

    private func side(_ name: String, builds: BuildPlace?, _ console: Console) async throws
        -> (organization: ComparedOrganization, archive: Archive?)
    {
        guard let side = Side(rawValue: name) else {
            let address = ArchiveAddress(parsing: name)
            return try await blocking("archive") { _ in
                let archive = try address.open()
                return (try ComparedOrganization(archive), archive)
            }
        }
        let choice = try edges.choice(side)
        let edge: any ReadableEdge =
            side == .source
            ? try await choice.source(transport, console) : try await choice.target(transport, console)
        let organization = try await ComparedOrganization.read(
            edge, side: side, builds: builds, meter: console.meter)
        return (organization, nil)
    }
}
