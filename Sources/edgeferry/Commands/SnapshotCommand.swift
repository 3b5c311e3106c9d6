import ArgumentParser
import EdgeArchive
import EdgeCore
import EdgeHTTP
import EdgeSnapshot
import Foundation

struct SnapshotCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "snapshot",
        abstract: "Read an organization from an Edge into a store.",
        discussion: """
            Writes nothing to the Edge. The store is made when it does not exist. An interrupted snapshot leaves no \
            half snapshot; the same command continues and reads finished builds no second time. Exit 1 says that builds \
            or kinds are missing; they are named.

            Example:
              edgeferry snapshot --source https://edge.example.com \\
                --source-org Harbour --store /backup/edge \\
                --builds '/vault/{app}/{build}.tar'
            """)

    @OptionGroup var source: SourceOptions

    @Option(help: ArgumentHelp("Folder of the store.", valueName: "dir"))
    var store: String

    @OptionGroup var builds: BuildSourceOptions

    @Option(
        help: "How new builds are stored: chunked (each piece once in a store) or raw (each tar as one file)."
    )
    var representation = Representation.chunked

    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let sources = try await builds.sources(ProcessInfo.processInfo.environment)
        let edge = try await source.choice.source(transport, console)
        let store = try Store.openOrCreate(at: store, id: UUID().uuidString.lowercased())
        let snapshot = Snapshot(
            of: edge, into: store, builds: sources, over: try transport.wire(console),
            stored: representation.form, meter: console.meter, now: { Date() })
        let report = try await snapshot.run()
        try builds.write(report.builds.scan)
        console.result(text: report.lines, json: report.json)
        return report.status
    }
}

/// How the builds of a snapshot are stored.
enum Representation: String, ExpressibleByArgument, CaseIterable {
    case raw
    case chunked

    var form: BuildRepresentation { self == .raw ? .raw : .standard }
}
