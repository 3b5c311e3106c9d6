import ArgumentParser
import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeJournal
import EdgeReplay
import Foundation

struct CompareCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Say what two archives, or an archive and an Edge, have in common and what not.",
        discussion: """
            A and B are archives (STORE, STORE@latest, STORE@ORG/latest, STORE@ID), or 'source' or 'target' with their \
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

    @OptionGroup var edges: ComparedEdgeOptions

    @Option(
        help: ArgumentHelp("Path or URL where builds of B's Edge can be read back.", valueName: "pattern"))
    var targetBuilds: String?

    @Option(help: ArgumentHelp("The policy of the replay: overlays and what it left out.", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("The journal of the replay: which builds belong together.", valueName: "file"))
    var journal: String?

    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let policy = try policy.map { try Policy(path: $0) }
        let bindings = try await bindings()
        let left = try await side(left, builds: nil, console)
        let right = try await side(right, builds: targetBuilds.map { BuildPattern($0) }, console)
        let report = OrganizationComparison(left: left, right: right, policy: policy, bindings: bindings)
            .run()
        console.result(text: report.lines, json: report.json)
        return report.status
    }

    private func bindings() async throws -> [Binding] {
        guard let journal else { return [] }
        return try await Journal.open(at: journal, for: nil, now: { Date() }).bindings()
    }

    private func side(_ name: String, builds: BuildPattern?, _ console: Console) async throws
        -> ComparedOrganization
    {
        guard let side = Side(rawValue: name) else {
            let address = ArchiveAddress(parsing: name)
            return try await blocking("archive") { _ in try ComparedOrganization(address.open()) }
        }
        let choice = try edges.choice(side)
        let wire = transport.wire(console)
        switch side {
        case .source:
            return try await .read(
                choice.source(transport, console), side: side, builds: builds, over: wire,
                meter: console.meter)
        case .target:
            return try await .read(
                choice.target(transport, console), side: side, builds: builds, over: wire,
                meter: console.meter)
        }
    }
}
