import EdgeArchive
import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeJournal
import EdgeReplay
import EdgeSandbox
import EdgeSnapshot
import Foundation

/// A replay into a sandbox of this process: the same plan and the same code as for a real target, with made-up secrets and
/// nobody's origins. The result is read into a store of its own and compared with the archive.
struct Rehearsal: Sendable {
    let archive: Archive
    let contents: Contents
    /// What the sandbox speaks.
    let dialect: Dialect
    let policy: Policy
    var waived: Set<SecretReference> = []
    var faults = FaultPlan()
    /// An empty folder of its own: it holds the builds twice.
    let folder: String
    let meter: Meter?

    /// - Parameters:
    ///   - copy: What the sandbox holds before.
    ///   - real: The plan for the target that is copied; nil when there is none.
    ///   - journal: A copy of the journal between the two organizations, already in the folder; nil begins a new one.
    /// - Throws: What stops the replay; `ReplayError` when nothing can be planned.
    func run(onto copy: TargetCopy, as real: Plan? = nil, journal: String? = nil) async throws
        -> RehearsalReport
    {
        var settings = SandboxSettings(dataFolder: folder + "/sandbox")
        settings.dialect = spoken
        settings.stageTime = .zero
        settings.webhooks = .nowhere
        settings.faults = faults
        settings.seed = RehearsalSeed(copy).seed
        return try await Sandbox(settings).serving { sandbox in
            guard let account = sandbox.organizations.first else {
                throw RehearsalError.noAccount(organization: copy.organization.text)
            }
            let edge = try RehearsalEdge(sandbox.url, account, spoken, meter)
            let journal = try await open(journal, edge.address)
            return try await rehearse(sandbox, edge, journal, real)
        }
    }

    /// A sandbox takes a build of any size in one piece.
    private var spoken: Dialect {
        var dialect = dialect
        dialect.limits.largestPut = .max
        return dialect
    }

    private func rehearse(
        _ sandbox: SandboxReport, _ edge: RehearsalEdge, _ journal: Journal, _ real: Plan?
    ) async throws -> RehearsalReport {
        var settings = ReplaySettings(stateFolder: folder + "/state")
        settings.policy = policy
        settings.isRehearsal = true
        settings.secrets.waived = waived
        settings.patience.shortest = .milliseconds(2)
        settings.patience.longest = .milliseconds(200)
        settings.patience.quiet = .milliseconds(50)
        let plan = try await Replay(contents, onto: edge.target, settings, journal: journal).plan()
        (settings.secrets, settings.environment) = SecretsFile.madeUp(for: plan, waived: waived)
        let (report, attempts) = try await carryOut(plan, edge, settings, journal)
        let result = try await snapshot(of: sandbox, edge)
        var there = try ComparedOrganization(result)
        there.account = edge.username
        let comparison = try OrganizationComparison(
            left: ComparedOrganization(archive), right: there, policy: policy,
            memory: try await ReplayMemory(journal, snapshot: contents.snapshot)
        ).run()
        return RehearsalReport(
            otherCalls: real?.makesOtherCalls(than: plan) ?? [], attempts: attempts, replay: report,
            comparison: comparison, unread: archive.missingBuilds.map(\.name))
    }

    /// Under faults the same command is run again, as its user would.
    private func carryOut(
        _ plan: Plan, _ edge: RehearsalEdge, _ settings: ReplaySettings, _ journal: Journal
    ) async throws -> (ReplayReport, attempts: Int) {
        var attempts = 1
        while true {
            do {
                let report = try await Replay(
                    contents, onto: edge.target, settings, journal: journal, meter: meter
                ).run(attempts == 1 ? plan : nil)
                guard report.status == .partial, attempts < tries else { return (report, attempts) }
            } catch let error as any Explained where error.status != .defect && attempts < tries {
                meter?.begin("rehearsal stopped, and goes on: \(error.what)")
            }
            attempts += 1
        }
    }

    private var tries: Int { faults.isEmpty ? 1 : 20 }

    private func snapshot(of sandbox: SandboxReport, _ edge: RehearsalEdge) async throws -> Archive {
        let store = try Store.create(at: folder + "/result", id: "rehearsal")
        _ = try await Snapshot(
            of: edge.source, into: store, builds: BuildSources([BuildPattern(sandbox.builds)]),
            over: edge.wire,
            meter: meter, now: { Date() }
        ).run()
        return try store.archive(.latest)
    }

    private func open(_ copy: String?, _ target: EdgeAddress) async throws -> Journal {
        if let copy { return try await Journal.open(at: copy, for: nil, now: { Date() }) }
        let identity = JournalIdentity(
            sourceHost: "archive", sourceOrganization: contents.organization, targetHost: target.authority,
            targetOrganization: target.organization)
        return try await Journal.open(at: folder + "/journal", for: identity, now: { Date() })
    }
}
