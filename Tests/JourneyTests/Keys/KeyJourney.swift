import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import EdgeSandbox
import EdgeSnapshot
import Foundation
import TestKit

/// How a run ended, as a shell would see it: its status, and all that its errors say.
struct KeyEnding: Sendable {
    let status: EdgeCore.ExitStatus
    let text: String

    init(_ status: EdgeCore.ExitStatus, _ text: String = "") {
        self.status = status
        self.text = text
    }

    init(_ error: any Explained) {
        self.init(error.status, [error.what, error.why ?? "", error.hint ?? ""].joined(separator: "\n"))
    }

    /// The ending of a run, also when it throws.
    static func of(_ run: () async throws -> KeyEnding) async throws -> KeyEnding {
        do {
            return try await run()
        } catch let error as any Explained {
            return KeyEnding(error)
        }
    }
}

/// The journeys of the main job on one side, in this process.
struct KeyJourney: Sendable {
    let sandbox: RunningSandbox
    /// What the caller takes the Edge to speak.
    let dialect: Dialect
    /// Calls with a password, so that the keys of the login count too.
    let isPerson: Bool

    private var transport: Transport {
        var settings = TransportSettings()
        settings.requestsPerSecond = 100_000
        settings.attempts = 1
        return Transport(settings)
    }

    private func address(_ side: Side) throws -> EdgeAddress {
        let organization = try OrganizationName(try sandbox.organization.name)
        return try EdgeAddress(url: sandbox.url, organization: organization, side: side)
    }

    private var credentials: Credentials {
        get throws {
            let account = try sandbox.organization
            guard isPerson else { return .apiKey(username: account.username, key: account.apiKey) }
            return .login(
                username: "captain", password: Secret("sesame"))
        }
    }

    func source() throws -> SourceEdge {
        SourceEdge(try address(.source), try credentials, dialect: dialect, over: transport)
    }

    private func target() throws -> TargetEdge {
        TargetEdge(try address(.target), try credentials, dialect: dialect, over: transport)
    }

    /// Reads the organization into a store.
    func snapshot(into store: String) async throws -> KeyEnding {
        try await .of {
            let report = try await Snapshot(
                of: try source(), into: try Store.openOrCreate(at: store, id: "walk"),
                builds: BuildSources([BuildPattern(sandbox.report.builds)]), over: transport, now: { Date() }
            ).run()
            return KeyEnding(report.status, report.lines.joined(separator: "\n"))
        }
    }

    /// Replays a store, and compares it with what is there then.
    func replay(_ store: String, in folder: String, pullingFrom pattern: String? = nil) async throws
        -> KeyEnding
    {
        try await .of {
            let archive = try Store.open(at: store).archive(.latest)
            let edge = try target()
            let settings = try settings(in: folder, pattern)
            let journal = try await Journal.open(
                at: folder + "/journal",
                for: JournalIdentity(
                    sourceHost: "source", sourceOrganization: archive.organization, targetHost: "target",
                    targetOrganization: edge.address.organization), now: { .now })
            let report = try await Replay(
                try await Contents.reading(archive, for: dialect), onto: edge, settings, journal: journal
            ).run()
            guard report.status == .done else {
                return KeyEnding(report.status, report.lines.joined(separator: "\n"))
            }
            let comparison = try OrganizationComparison(
                left: try ComparedOrganization(archive),
                right: try await .read(
                    edge, side: .target,
                    builds: BuildPlace(BuildPattern(sandbox.report.builds), over: transport), meter: nil),
                policy: settings.policy, memory: try await ReplayMemory(journal, snapshot: archive.id)
            ).run()
            return KeyEnding(comparison.status, comparison.lines.joined(separator: "\n"))
        }
    }

    private func settings(in folder: String, _ pattern: String?) throws -> ReplaySettings {
        var settings = ReplaySettings(stateFolder: folder + "/state")
        settings.policy = try Policy(yaml: KeySeeds.policy, file: "policy.yml")
        settings.secrets = try SecretsFile(yaml: KeySeeds.secrets, file: "secrets.yml")
        settings.environment = ["EAST": "east-key", "WEST": "west-key"]
        settings.patience.shortest = .milliseconds(1)
        settings.patience.longest = .milliseconds(20)
        settings.patience.quiet = .milliseconds(20)
        settings.patience.looks = 500
        settings.pull = pattern.map { PulledBucket(BuildPlace(BuildPattern($0), over: transport)) }
        return settings
    }
}
