package import EdgeCore

/// The faults of a sandbox, as a file of people lists them (Templates/faults.yml).
package struct FaultPlan: Sendable {
    let rules: [FaultRule]

    /// No faults.
    package init() { rules = [] }

    package var isEmpty: Bool { rules.isEmpty }

    /// Reads a fault file: a list `faults` of maps with `route`, `fault` and what the fault needs.
    /// - Throws: `CoreError.settings` with every wrong entry.
    package init(_ reader: SettingsReader) throws(CoreError) {
        let top = reader.top
        let sections = top.sections("faults")
        rules = sections.compactMap { Self.rule($0) }
        top.close()
        try reader.finish()
    }

    private static func rule(_ section: SettingsSection) -> FaultRule? {
        let route = section.string("route")
        let fault = fault(section)
        let times = section.int("times")
        let after = section.int("after") ?? 0
        section.close()
        let parts = (route ?? "").split(separator: " ").map(String.init)
        if parts.count != 2 {
            section.problem("route must be a method and a path, as in PATCH /be/v1/apps", line: section.line)
        }
        if times ?? 1 < 1 || after < 0 {
            section.problem("times must be 1 or more and after 0 or more", line: section.line)
        }
        guard parts.count == 2, let fault else { return nil }
        return FaultRule(
            method: parts[0].uppercased(), path: parts[1], fault: fault, times: times, after: after)
    }

    private static func fault(_ section: SettingsSection) -> (any Fault)? {
        guard let word = section.string("fault") else {
            section.problem("fault is missing", line: section.line)
            return nil
        }
        guard let type = known.first(where: { $0.word == word }) else {
            let words = known.map { $0.word }.joined(separator: ", ")
            section.problem("fault is \(quoted(word)), expected \(words)", line: section.line)
            return nil
        }
        return type.init(section)
    }
}

extension SettingsSection {
    /// A number of bytes, seconds and the like within bounds; without one, the value that holds when nobody says.
    func number(_ key: String, in range: ClosedRange<Int>, otherwise value: Int?) -> Int {
        let found = int(key) ?? value
        guard let found, range.contains(found) else {
            problem("\(key) must be a number from \(range.lowerBound) to \(range.upperBound)", line: line)
            return range.lowerBound
        }
        return found
    }
}
