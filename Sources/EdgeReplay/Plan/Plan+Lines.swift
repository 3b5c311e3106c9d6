import EdgeCore

/// A plan for people, one line an action.
extension Plan {
    package var lines: [String] {
        var lines: [String] = []
        for phase in phases {
            let actions = phase.lanes.flatMap(\.actions)
            guard !actions.isEmpty else { continue }
            lines.append("\(phase.name):")
            lines += actions.filter { $0.kind != .wait }.map(\.line)
        }
        if !goneAtSource.isEmpty {
            lines.append("gone at the source since an earlier run made them; they stay:")
            lines += goneAtSource.map { "  − \($0)" }
        }
        lines += budget.evictions.map { "the target rotates out: \($0)" }
        lines += budget.overLargestPut.map { "too large for one upload, so the target fetches it: \($0)" }
        lines.append(summary)
        return lines
    }

    private var summary: String {
        var all: [Action.Kind: Int] = [:]
        for action in phases.lazy.flatMap(\.lanes).flatMap(\.actions) where action.kind != .wait {
            all[action.kind, default: 0] += 1
        }
        let counts = Action.Kind.allCases.compactMap { kind in all[kind].map { "\($0) \(kind.rawValue)" } }
        var text = counts.isEmpty ? "nothing to do" : counts.joined(separator: ", ")
        text += "; at least \(budget.requests) requests"
        if let seconds = budget.seconds { text += " (\(Self.duration(seconds)) at the given rate)" }
        if budget.uploadBytes > 0 { text += ", \(ByteCount(budget.uploadBytes)) to send" }
        if budget.pullBytes > 0 { text += ", \(ByteCount(budget.pullBytes)) for the target to fetch" }
        return text
    }

    private static func duration(_ seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
        default: "\(seconds / 3600) h \(seconds / 60 % 60) min"
        }
    }
}

extension Action {
    /// `  + role/Managers` with the reason behind it.
    package var line: String {
        let isRegistering = kind == .update && precondition.deployments != nil
        let what = isRegistering ? " (registers its deployments)" : ""
        return "  \(mark) \(object)\(what)\(reason.map { ": " + $0 } ?? "")"
    }

    private var mark: String {
        switch kind {
        case .create, .upload, .pull: "+"
        case .update: "~"
        case .skip: "="
        case .conflict: "!"
        case .left: "−"
        case .wait: "…"
        }
    }
}
