import EdgeCore
import EdgeReplay
import EdgeSandbox

/// The last screen of a demo: what moved, what is equal, what was left out, what nobody could check, and the archive.
struct DemoScreen: Sendable {
    let source: SandboxReport
    let target: SandboxReport
    let store: String
    let killed: Int
    let comparison: JSON
    /// Objects that the target says came to exist more than once.
    let doubles: [String]

    private var isEqual: Bool { comparison["equal"]?.bool == true && doubles.isEmpty }

    var status: ExitStatus { isEqual ? .done : .findings }

    var lines: [String] {
        var lines = [
            "", String(repeating: "─", count: 78),
            "moved          \(source.organizations[0].name) at \(source.url)  →  "
                + "\(target.organizations[0].name) at \(target.url)",
            "killed         the replay \(killed) times; the same command continued each time",
            "created twice  \(doubles.isEmpty ? "nothing, says the target" : doubles.joined(separator: ", "))",
        ]
        for (title, words) in [
            ("equal", ["equal"]), ("equal, mapped", ["mapped"]), ("left by rule", ["leftOut"]),
            ("not checkable", ["notCheckable"]), ("DIFFERENT", ["different", "missing", "onlyThere"]),
        ] {
            let found = Self.kinds.compactMap { kind -> String? in
                let count = words.reduce(0) { $0 + (comparison["counts"]?[kind]?[$1]?.int ?? 0) }
                return count > 0 ? "\(count) \(kind)" : nil
            }
            guard !found.isEmpty || title == "equal" else { continue }
            lines.append(Self.padded(title) + (found.isEmpty ? "nothing" : found.joined(separator: ", ")))
            if title == "equal", readBack > 0 {
                lines.append(
                    Self.padded("")
                        + "the bytes of \(readBack) builds were read back from the target and hashed")
            }
        }
        lines += reasons
        if let secrets = comparison["uncheckedSecrets"]?.array, !secrets.isEmpty {
            lines.append(
                Self.padded("secrets") + "\(secrets.count) were sent and cannot be read back from any Edge")
        }
        lines += [
            Self.padded("archive") + store, String(repeating: "─", count: 78),
            isEqual ? "equal: the target is what the archive says, as far as it can be checked" : "NOT EQUAL",
        ]
        return lines
    }

    var json: JSON {
        [
            "equal": .bool(isEqual), "kills": .int(killed), "createdTwice": .strings(doubles),
            "comparison": comparison, "archive": .string(store),
        ]
    }

    /// A build is called equal only where its bytes were read back.
    private var readBack: Int { comparison["counts"]?["builds"]?["equal"]?.int ?? 0 }

    /// Why rules left objects out, and what differs; each reason once.
    private var reasons: [String] {
        let rows = comparison["objects"]?.array ?? []
        let told = rows.filter { !["equal", "mapped"].contains($0["outcome"]?.string ?? "") }
        let groups = Dictionary(grouping: told) { row in
            let outcome = ComparisonOutcome.allCases.first { $0.word == row["outcome"]?.string }
            return "\(outcome?.rawValue ?? "?"): \(row["detail"]?.string ?? "")"
        }
        return groups.sorted { $0.key < $1.key }.map { reason, rows in
            let names = rows.compactMap { $0["object"]?.string }
            let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
            return Self.padded("") + "\(reason) (\(names.count): \(shown))"
        }
    }

    private static let kinds = Kind.allCases.map(\.plural) + ["builds"]

    private static func padded(_ title: String) -> String {
        title + String(repeating: " ", count: max(1, 15 - title.count))
    }
}
