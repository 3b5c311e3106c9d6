import EdgeCore

/// How a replay is carried out.
package struct ReplaySettings: Sendable {
    package var policy = Policy()
    package var secrets = SecretsFile()
    /// Where the target fetches builds by itself; nil sends them from the archive.
    package var pull: (any PullSource)?
    /// Plans that the target fetches builds, also while there is no place yet.
    package var plansPulls = false
    /// Where the builds of the target can be read back for the proof; nil leaves their bytes unchecked.
    package var targetBuilds: BuildPlace?
    /// When the target is not what a given plan was made for, plans anew for what moved.
    package var replans = false
    /// Requests a second that the target gets at most, for the time in a plan's budget.
    package var requestsPerSecond: Double?
    /// Lanes of documents side by side.
    package var lanes = 4
    /// Apps whose builds are sent side by side.
    package var buildLanes = 2
    /// True for an embedded sandbox, whose origins are nobody's.
    package var isRehearsal = false
    /// Where the locks of target organizations live.
    package var stateFolder: String
    package var environment: [String: String] = [:]
    package var clock: any Clock<Duration> = ContinuousClock()
    package var patience = Patience()

    package init(stateFolder: String) { self.stateFolder = stateFolder }
}

/// How long and how often a replay waits for an Edge.
package struct Patience: Sendable {
    /// The first pause between two looks; it doubles up to the longest.
    package var shortest: Duration = .milliseconds(100)
    package var longest: Duration = .seconds(10)
    /// Looks in a row that show no work at all before a build counts as lost: with the pauses above, a minute.
    package var quietLooks = 12
    /// Looks at one build in all: at the longest pause, about four days.
    package var looks = 35_000
    /// Tries of one action whose replies are lost.
    package var tries = 4
    /// A call whose answer was lost may still be carried out, and no name tells: it gets so long before it is repeated.
    package var quiet: Duration = .seconds(2)

    package init() {}

    func pause(_ look: Int) -> Duration {
        min(longest, shortest * (1 << min(look, 20)))
    }
}
