import EdgeArchive
import EdgeCore

extension CarryReport {
    /// What came of it, for people.
    /// - Parameter word: What was done to snapshots: `copied`, `adopted`.
    func lines(_ word: String) -> [String] {
        var lines = carried.map { "\(word) \($0)" }
        for failure in failures {
            let why = failure.error.why.map { ": \($0)" } ?? ""
            lines.append("not \(word) \(failure.snapshot): \(failure.error.what)\(why)")
        }
        var sum = "\(store): \(carried.count) new, \(present.count) there already"
        if !failures.isEmpty { sum += ", \(failures.count) not whole" }
        sum += "; \(blobs) blobs, \(ByteCount(bytes)) copied"
        if healed > 0 { sum += ", \(healed) of them in place of damaged or lost ones" }
        return lines + [sum]
    }
}
