import ArgumentParser
import EdgeCore
import EdgeReplay

/// Where builds of an Edge can be read back.
struct ReadBackOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "Path or URL with {org}, {app} and {build} where the target's builds can be read back.",
            valueName: "pattern"))
    var targetBuilds: String?

    func place(_ transport: TransportOptions, _ console: Console) throws -> BuildPlace? {
        try targetBuilds.map { BuildPlace(BuildPattern($0), over: try transport.wire(console)) }
    }
}
