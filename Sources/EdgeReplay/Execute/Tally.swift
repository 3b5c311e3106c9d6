import EdgeCore
import EdgeJournal

/// What the lanes of a run share: which actions failed, and what is known already.
actor Tally {
    private(set) var failures: [Failure] = []
    private var failedActions: Set<String> = []
    private var failedObjects: Set<String> = []
    private var finished: Set<String> = []
    private var canaries: Set<Canary>
    private var claims: [String: BuildClaim] = [:]
    private var boundBuilds: [String: Set<Int>] = [:]
    /// True while some action is claimed and nobody can tell what became of it.
    private(set) var isInDoubt = false

    init(canaries: Set<Canary>, bindings: [Binding], records: [String: Record]) {
        self.canaries = canaries
        for binding in bindings { boundBuilds[binding.app, default: []].insert(binding.target.value) }
        for record in records.values {
            if record.state == .completed { finished.insert(record.action) }
            claims[record.action] = BuildClaim(before: record.before, announced: record.announced)
        }
    }

    func isFinished(_ action: Action) -> Bool { finished.contains(action.id) }

    func hasFailed(_ action: Action) -> Bool { failedActions.contains(action.id) }

    /// True when the action has ended in this process or an earlier one.
    func isSettled(_ action: Action) -> Bool { isFinished(action) || hasFailed(action) }

    func finish(_ action: Action) { finished.insert(action.id) }

    func fail(_ action: Action, _ cause: any Explained, isCertain: Bool) {
        failures.append(Failure(action: action, cause: cause))
        failedActions.insert(action.id)
        failedObjects.insert(action.object.description)
        if !isCertain { isInDoubt = true }
    }

    /// The first object that an action needs and that failed.
    func failedNeed(of action: Action) -> String? {
        action.precondition.needs.first { failedObjects.contains($0) }
    }

    func hasPassed(_ canary: Canary) -> Bool { canaries.contains(canary) }

    func pass(_ canary: Canary) { canaries.insert(canary) }

    func claim(_ action: String) -> BuildClaim? { claims[action] }

    func claim(_ action: String, _ claim: BuildClaim) { claims[action] = claim }

    func bound(_ app: AppName) -> Set<Int> { boundBuilds[app.text] ?? [] }

    func bind(_ app: AppName, _ number: Int) { boundBuilds[app.text, default: []].insert(number) }

    struct Failure: Sendable {
        let action: Action
        let cause: any Explained
    }
}

/// An error that concerns one action only; everything else that is thrown stops the run.
struct ActionFailure: Error {
    let cause: any Explained
    /// False when the action stays in doubt.
    let isCertain: Bool
}
