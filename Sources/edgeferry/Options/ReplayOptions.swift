import ArgumentParser
import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeJournal
import EdgeReplay
import EdgeServe
import Foundation

/// What `plan` and `replay` have in common.
struct ReplayOptions: ParsableArguments, Sendable {
    @Argument(
        help: ArgumentHelp(
            "STORE, STORE@latest, STORE@ORG/latest, STORE@ID or FILE.tar.", valueName: "archive"))
    var archive: String

    @OptionGroup var target: TargetOptions

    @OptionGroup var selection: SelectionOptions

    @Option(
        help: ArgumentHelp(
            "YAML file: where missing secrets come from (Templates/secrets.yml).", valueName: "file"))
    var secrets: String?

    @Option(
        help: ArgumentHelp(
            "URL with {org}, {app} and {build} from which the target fetches builds by itself; else they are uploaded.",
            valueName: "pattern"))
    var pullFrom: String?

    @Flag(
        help: "Read each build of --pull-from to its end and compare its digest before the target fetches it."
    )
    var verifyPull = false

    @OptionGroup var serve: ServeOptions
    @OptionGroup var journal: JournalOptions
    @OptionGroup var transport: TransportOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let pullFrom, !BuildPattern(pullFrom).isURL {
            throw ValidationError("--pull-from must be an http:// or https:// address.")
        }
        if pullFrom != nil, serve.isOn {
            throw ValidationError("--serve and --pull-from exclude each other.")
        }
        if verifyPull, pullFrom == nil { throw ValidationError("--verify-pull belongs to --pull-from.") }
    }

    /// Everything that a rehearsal needs of a replay; builds are uploaded in it, whatever the target does.
    func scene(_ console: Console) async throws -> ReplayScene {
        let address = ArchiveAddress(parsing: archive)
        var settings = try settings(console)
        settings.plansPulls = false
        let archive = try await blocking("archive") { _ in try address.open() }
        let edge = try await target.choice.target(transport, console)
        return ReplayScene(
            archive: archive, contents: try await Contents.reading(archive, for: edge.dialect), edge: edge,
            settings: settings, options: journal)
    }

    func replay(
        _ console: Console, _ readBack: ReadBackOptions? = nil, mostRequests: Int? = nil,
        offers: BuildOffers? = nil, replans: Bool = false
    ) async throws -> Replay {
        let address = ArchiveAddress(parsing: archive)
        var settings = try settings(console)
        settings.replans = replans
        settings.targetBuilds = try readBack?.place(transport, console)
        let archive = try await blocking("archive") { _ in try address.open() }
        settings.pull = try pullSource(archive, offers, console)
        let edge = try await target.choice.target(transport, console, mostRequests: mostRequests)
        return Replay(
            try await Contents.reading(archive, for: edge.dialect), onto: edge, settings,
            journal: try await journal.open(archive, edge.address), meter: console.meter
        ) { console.message($0) }
    }

    private func settings(_ console: Console) throws -> ReplaySettings {
        var settings = ReplaySettings(stateFolder: StateFolder.path)
        settings.policy = try selection.policyOrNone() ?? Policy()
        if let secrets { settings.secrets = try SecretsFile(path: secrets) }
        settings.plansPulls = serve.isOn
        settings.requestsPerSecond = transport.maxRequestsPerSecond
        settings.environment = ProcessInfo.processInfo.environment
        return settings
    }

    private func pullSource(_ archive: Archive, _ offers: BuildOffers?, _ console: Console) throws
        -> (any PullSource)?
    {
        if let offers { return ServedArchive(archive: archive, offers: offers) }
        return try pullFrom.map {
            PulledBucket(
                BuildPlace(BuildPattern($0), over: try transport.wire(console)), isVerified: verifyPull)
        }
    }
}

/// What a replay is about, before it does anything.
struct ReplayScene: Sendable {
    let archive: Archive
    let contents: Contents
    let edge: TargetEdge
    let settings: ReplaySettings
    fileprivate let options: JournalOptions

    func journal() async throws -> Journal { try await options.open(archive, edge.address) }
}
