import EdgeCore
import Synchronization

/// Counts the calls on which one fault of the plan could take effect, and says on which it does.
final class FaultTrigger: Sendable {
    let rule: FaultRule
    private let counts = Mutex((seen: 0, fired: 0))

    init(_ rule: FaultRule) { self.rule = rule }

    /// Says whether the fault falls here, and counts it; at most once for each call.
    func pull() -> Bool {
        counts.withLock { counts in
            counts.seen += 1
            guard counts.seen > rule.after, counts.fired < rule.times ?? .max else { return false }
            counts.fired += 1
            return true
        }
    }

    var fired: Int { counts.withLock { $0.fired } }

    var report: JSON {
        let entry: JSONObject = [
            "route": .string("\(rule.method) \(rule.path)"), "fault": .string(type(of: rule.fault).word),
            "fired": .int(fired),
        ]
        return .object(entry.merging(rule.fault.details))
    }
}
