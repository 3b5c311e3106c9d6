import EdgeCore
import Hummingbird
import Synchronization

/// The faults that are planned now; counting begins anew with each start and each new plan.
final class FaultBook: Sendable {
    private let triggers: Mutex<[FaultTrigger]>

    init(_ plan: FaultPlan) { triggers = Mutex(plan.rules.map(FaultTrigger.init)) }

    /// Takes another plan from the next call on.
    func replace(with plan: FaultPlan) {
        triggers.withLock { $0 = plan.rules.map(FaultTrigger.init) }
    }

    /// The faults that may fall on this call, in the order of the plan: the first one stands outside all others.
    func faults(on method: String, _ path: String) -> Faults {
        Faults(triggers: triggers.withLock { $0 }.filter { $0.rule.matches(method, path) })
    }

    /// Each rule and how often it hit, for the model.
    var report: JSON { .array(triggers.withLock { $0 }.map(\.report)) }
}

/// The faults around one call.
struct Faults: Sendable {
    fileprivate let triggers: [FaultTrigger]

    func around(_ exchange: Exchange, _ work: @escaping Exchange.Step) async throws -> Response {
        try await triggers.reversed().reduce(work) { next, trigger in
            { try await trigger.rule.fault.around($0, trigger, next) }
        }(exchange)
    }

    /// After how many bytes a download of the Edge itself is given up; nil when no fault falls on it.
    func givesUp() -> Int? {
        for trigger in triggers {
            if let limit = trigger.rule.fault.givesUp(trigger) { return limit }
        }
        return nil
    }

    func around(
        _ call: Call, _ account: Account?, _ ledger: Ledger, _ work: @escaping (Call) throws -> Answer
    ) throws -> Answer {
        let scope = FaultScope(account: account, ledger: ledger)
        return try triggers.reversed().reduce(work) { next, trigger in
            { try trigger.rule.fault.around($0, scope, trigger, next) }
        }(call)
    }
}
