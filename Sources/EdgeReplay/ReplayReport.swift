package import EdgeCore
import EdgeJournal

/// What became of every object of an archive; each is counted once, and the sums equal the archive.
package struct ReplayReport: Sendable {
    /// How objects of one kind ended.
    package struct Counts: Sendable, Hashable {
        package var created = 0
        package var updated = 0
        package var equal = 0
        /// A rule or a word of the policy left them out.
        package var leftByRule = 0
        /// Nobody can tell whether they are equal.
        package var notCheckable = 0
        /// They differ and stay so, or need a person to look.
        package var different = 0
        package var failed = 0

        package var sum: Int {
            created + updated + equal + leftByRule + notCheckable + different + failed
        }
    }

    /// One failed action, for people: the object, the call, why, and what to do.
    package struct Failed: Sendable {
        package let object: String
        package let call: String?
        package let cause: any Explained
    }

    /// By the name of the kind, `build` included.
    package private(set) var counts: [String: Counts] = [:]
    package private(set) var failures: [Failed] = []
    /// Objects that differ or are held back, and why.
    package private(set) var different: [String] = []
    /// What a person should know: `subscription/Alarm: …`.
    package private(set) var attention: [String] = []
    package private(set) var waived: [String]
    package private(set) var missingBuilds: [String]
    /// Kinds that the snapshot could not read; nothing is known of them.
    package private(set) var unread: [String]
    /// Objects that changed each time the source was read.
    package private(set) var fuzzy: [String]
    /// The file of once-only secrets, when this journal has one.
    package private(set) var keysFile: String?

    /// - Parameter records: Those of earlier runs of the snapshot too, whose reports a kill may have kept from everybody.
    init(
        _ plan: Plan, _ contents: Contents, records: [String: Record], failures: [Tally.Failure],
        waived: Set<SecretReference>, keysFile: KeysFile
    ) throws {
        self.waived = waived.sorted().map(\.description)
        missingBuilds = contents.missingBuilds.map { "\($0.name): \($0.reason)" }
        unread = contents.unread.map { "\($0.key.plural): \($0.value)" }.sorted()
        fuzzy = contents.fuzzy.map(\.description)
        self.keysFile = try keysFile.entries().isEmpty ? nil : keysFile.path
        let failed = Set(failures.map(\.action.object))
        for (object, actions) in Dictionary(grouping: plan.actions, by: \.object) {
            let end = Self.end(actions, isFailed: failed.contains(object))
            counts[object.kind, default: Counts()][keyPath: end] += 1
            if end == \.different {
                different.append("\(object): \(actions.compactMap(\.reason).first ?? "differs")")
            }
        }
        different.sort()
        self.failures = failures.map { failure in
            let call = failure.action.method.map { "\($0) \(failure.action.path ?? "")" }
            return Failed(object: failure.action.object.description, call: call, cause: failure.cause)
        }
        attention = records.values.compactMap { record in
            record.result["attention"]?.string.map { "\(record.action): \($0)" }
        }.sorted()
        try checkSums(contents)
    }

    private static func end(_ actions: [Action], isFailed: Bool) -> WritableKeyPath<Counts, Int> {
        if isFailed { return \.failed }
        let kinds = Set(actions.map(\.kind))
        if !kinds.isDisjoint(with: [.create, .upload, .pull]) { return \.created }
        if kinds.contains(.update) { return \.updated }
        return switch actions.first?.verdict {
        case .equal?, .bound?: \.equal
        case .unchecked?: \.notCheckable
        case .rule?: \.leftByRule
        case .differs?, .held?, nil: \.different
        }
    }

    /// Closure: every object of the archive is in exactly one count (peers.md I-7).
    private func checkSums(_ contents: Contents) throws {
        var expected = contents.documents.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value.count }
        expected["build"] = contents.builds.count
        for (kind, count) in expected where (counts[kind]?.sum ?? 0) != count {
            throw ReplayError.sumDiffers(kind: kind, archive: count, report: counts[kind]?.sum ?? 0)
        }
    }

    package var status: ExitStatus {
        if !failures.isEmpty { return .partial }
        let isWhole = missingBuilds.isEmpty && unread.isEmpty && fuzzy.isEmpty
        return different.isEmpty && isWhole ? .done : .findings
    }
}

extension ReplayReport {
    /// One line a kind, then everything that a person should look at.
    package var lines: [String] {
        let order = Kind.allCases.map(\.rawValue) + ["build"]
        var lines = order.compactMap { kind in counts[kind].map { "\(kind)s: \($0.text)" } }
        lines += failures.flatMap { failure -> [String] in
            ["failed: \(failure.object)\(failure.call.map { " (\($0))" } ?? ""): \(failure.cause.oneLine)"]
                + (failure.cause.hint.map { ["  hint: \($0)"] } ?? [])
        }
        lines += different.map { "not made equal: \($0)" }
        lines += missingBuilds.map { "not in the archive: \($0)" }
        lines += unread.map { "not read from the source: \($0)" }
        lines += fuzzy.map { "changed each time the source was read: \($0)" }
        lines += attention.map { "look at \($0)" }
        lines += waived.map { "sent without its secret: \($0)" }
        if let keysFile { lines.append("new keys and secrets are in \(keysFile)") }
        return lines
    }

    package var json: JSON {
        [
            "counts": .object(JSONObject(counts.map { (key: $0.key, value: $0.value.json) })),
            "failures": .array(
                failures.map { failure in
                    [
                        "object": .string(failure.object), "call": .optional(failure.call),
                        "what": .string(failure.cause.what), "why": .optional(failure.cause.why),
                        "hint": .optional(failure.cause.hint),
                    ]
                }),
            "different": .strings(different), "missingBuilds": .strings(missingBuilds),
            "unread": .strings(unread), "fuzzy": .strings(fuzzy), "attention": .strings(attention),
            "waived": .strings(waived),
            "keysFile": .optional(keysFile),
        ]
    }
}

extension ReplayReport.Counts {
    private var named: [(String, Int)] {
        [
            ("created", created), ("updated", updated), ("equal", equal), ("left by rule", leftByRule),
            ("not checkable", notCheckable), ("different", different), ("failed", failed),
        ]
    }

    fileprivate var text: String {
        let parts = named.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        return parts.isEmpty ? "none" : parts.joined(separator: ", ")
    }

    fileprivate var json: JSON {
        .object(JSONObject(named.map { (key: $0.0, value: .int($0.1)) }))
    }
}
