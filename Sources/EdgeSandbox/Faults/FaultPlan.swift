package import EdgeCore

/// The faults of a sandbox, as a file of people lists them.
package struct FaultPlan: Sendable {
    package var rules: [FaultRule]

    package init(_ rules: [FaultRule] = []) { self.rules = rules }

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
        let word = section.choice("fault", Fault.Word.self)
        let times = section.int("times")
        let after = section.int("after") ?? 0
        let fault = word.flatMap { read($0, section) }
        section.close()
        let parts = (route ?? "").split(separator: " ").map(String.init)
        if parts.count != 2 {
            section.problem("route must be a method and a path, as in PATCH /be/v1/apps", line: section.line)
        }
        if section.node("fault") == nil { section.problem("fault is missing", line: section.line) }
        if times ?? 1 < 1 || after < 0 {
            section.problem("times must be 1 or more and after 0 or more", line: section.line)
        }
        guard parts.count == 2, let fault else { return nil }
        return FaultRule(
            method: parts[0].uppercased(), path: parts[1], fault: fault, times: times, after: after)
    }

    private static func read(_ word: Fault.Word, _ section: SettingsSection) -> Fault? {
        switch word {
        case .status:
            let status = section.int("status") ?? 0
            if !(400...599).contains(status) {
                section.problem("status must be a number from 400 to 599", line: section.line)
            }
            return .status(status, retryAfter: section.int("retryAfter"))
        case .ignore:
            let field = section.string("field")
            if field == nil { section.problem("field is missing", line: section.line) }
            return field.map { .ignore(field: $0) }
        case .loseReply:
            return .loseReply
        }
    }
}
