package import EdgeJournal
import Foundation

extension Plan {
    /// The objects for which two plans would make other calls; what a plan saw of an object before does not count.
    package func makesOtherCalls(than other: Plan) -> [String] {
        withoutLooks.differs(from: other.withoutLooks)
    }

    private var withoutLooks: Plan {
        var plan = self
        plan.phases = phases.map { phase in
            var phase = phase
            phase.lanes = phase.lanes.map { lane in
                var lane = lane
                lane.actions = lane.actions.map { action in
                    var action = action
                    action.precondition.unchanged = nil
                    return action
                }
                return lane
            }
            return phase
        }
        return plan
    }
}

extension Journal {
    /// - Throws: `ReplayError.otherRunOpen` while a run is not finished: its own plan is carried out first.
    package func checkNoOpenRun() throws {
        guard let run = try openRun() else { return }
        throw ReplayError.otherRunOpen(snapshot: run.snapshot, started: run.started.formatted(.iso8601))
    }
}
