import EdgeCore
import Synchronization

/// Decides which faults hit a call, and counts them; counting begins anew with each start.
final class FaultBook: Sendable {
    private let rules: [FaultRule]
    private let counts: Mutex<[(seen: Int, fired: Int)]>

    init(_ plan: FaultPlan) {
        rules = plan.rules
        counts = Mutex(plan.rules.map { _ in (seen: 0, fired: 0) })
    }

    /// The faults that hit this call, in the order of the plan.
    func hits(_ method: String, _ path: String) -> [Fault] {
        rules.enumerated().compactMap { index, rule in
            guard rule.matches(method, path) else { return nil }
            return counts.withLock { counts in
                counts[index].seen += 1
                let isDue = counts[index].seen > rule.after && counts[index].fired < rule.times ?? .max
                if isDue { counts[index].fired += 1 }
                return isDue ? rule.fault : nil
            }
        }
    }

    /// Each rule and how often it hit, for the model.
    var report: JSON {
        let counts = counts.withLock { $0 }
        return .array(
            zip(rules, counts).map { rule, count in
                var entry: JSONObject = [
                    "route": .string("\(rule.method) \(rule.path)"), "fired": .int(count.fired),
                ]
                switch rule.fault {
                case .status(let status, _):
                    entry["fault"] = .string(Fault.Word.status.rawValue)
                    entry["status"] = .int(status)
                case .ignore(let field):
                    entry["fault"] = .string(Fault.Word.ignore.rawValue)
                    entry["field"] = .string(field)
                case .loseReply:
                    entry["fault"] = .string(Fault.Word.loseReply.rawValue)
                }
                return .object(entry)
            })
    }
}
