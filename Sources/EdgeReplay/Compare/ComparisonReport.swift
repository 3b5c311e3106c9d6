package import EdgeCore

/// How one object of two sides compares.
package enum ComparisonOutcome: String, Sendable, CaseIterable {
    case equal
    /// Equal after what the policy renames or overlays.
    case mapped
    case leftOut = "left out by rule"
    case notCheckable = "not checkable"
    case different
    /// The left side has it, the right side has not.
    case onlyLeft = "missing"
    /// The right side has it, the left side has not.
    case onlyRight = "only there"
    /// What a replay could not make equal.
    case failed

    /// Says whether it makes the sides unequal.
    package var isDifference: Bool {
        switch self {
        case .different, .onlyLeft, .onlyRight, .failed: true
        case .equal, .mapped, .leftOut, .notCheckable: false
        }
    }
}

/// What two sides have in common and what not; every object of both is in exactly one row.
package struct ComparisonReport: Sendable {
    package struct Row: Sendable, Hashable {
        /// A kind's plural, or `builds`.
        package let kind: String
        /// `kind/name`, or `build/APP/NUMBER` with the number of the left side.
        package let object: String
        package var outcome: ComparisonOutcome
        /// What differs, or why it was not compared.
        package var detail: String
        /// False for what only the right side has.
        package var isOfLeft = true
    }

    package let left: String
    package let right: String
    package internal(set) var rows: [Row]
    /// Secrets that no Edge gives back: `kind/name#/path`.
    package let uncheckedSecrets: [String]

    package var isEqual: Bool { !rows.contains { $0.outcome.isDifference } }

    /// Equal is 0, also when something cannot be checked or a rule leaves it out; a difference is 1.
    package var status: ExitStatus { isEqual ? .done : .findings }

    /// Objects of a kind with an outcome; what the right side has for its own account's sake is no object of either.
    package func count(_ kind: String, _ outcome: ComparisonOutcome) -> Int {
        rows.count { $0.kind == kind && $0.outcome == outcome && ($0.isOfLeft || outcome != .leftOut) }
    }

    /// One line: how the objects of the left side ended.
    package var summary: String {
        let parts = ComparisonOutcome.allCases.compactMap { outcome -> String? in
            let count = rows.count { $0.isOfLeft && $0.outcome == outcome }
            return count == 0 ? nil : "\(count) \(outcome.rawValue)"
        }
        return "of \(sum) objects: \(parts.isEmpty ? "none" : parts.joined(separator: ", "))"
    }

    /// Objects of the left side in all.
    package var sum: Int { rows.count { $0.isOfLeft } }

    package static let kinds = Kind.allCases.map(\.plural) + ["builds"]

    package var lines: [String] {
        ["comparing \(left) with \(right)"] + tableLines
            + [isEqual ? "equal, as far as it can be checked" : "not equal"]
    }

    /// One line a kind, and all that is not simply equal.
    var tableLines: [String] {
        var lines: [String] = []
        for kind in Self.kinds {
            let counts = ComparisonOutcome.allCases.compactMap { outcome -> String? in
                let count = count(kind, outcome)
                return count == 0 ? nil : "\(count) \(outcome.rawValue)"
            }
            lines.append("  \(kind): \(counts.isEmpty ? "none" : counts.joined(separator: ", "))")
        }
        lines += rows.filter { $0.outcome != .equal && $0.outcome != .mapped }.map {
            "    \($0.outcome.rawValue): \($0.object)\($0.detail.isEmpty ? "" : " (\($0.detail))")"
        }
        if !uncheckedSecrets.isEmpty {
            lines.append(
                "  \(uncheckedSecrets.count) secrets cannot be checked, since no Edge gives them back")
        }
        return lines
    }
}
