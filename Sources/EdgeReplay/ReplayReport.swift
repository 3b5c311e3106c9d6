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
        /// The status of the target's answer, when it refused the call.
        package let status: Int?
        package let cause: any Explained
    }

    /// By the name of the kind, `build` included.
    package private(set) var counts: [String: Counts] = [:]
    package private(set) var failures: [Failed] = []
    /// What a person should know: `subscription/Alarm: …`.
    package private(set) var attention: [String] = []
    /// The target as it was read back at the end.
    package let proof: Proof
    /// The file of once-only secrets, when this journal has one.
    package private(set) var keysFile: String?

    /// - Parameter records: Those of earlier runs of the snapshot too, whose reports a kill may have kept from everybody.
    init(
        _ plan: Plan, _ contents: Contents, records: [String: Record], failures: [Tally.Failure],
        proof: Proof, keysFile: KeysFile
    ) throws {
        self.proof = proof
        self.keysFile = try keysFile.entries().isEmpty ? nil : keysFile.path
        let failed = Set(failures.map(\.action.object))
        for (object, actions) in Dictionary(grouping: plan.actions, by: \.object) {
            counts[object.kind, default: Counts()][
                keyPath: Self.end(
                    actions, isFailed: failed.contains(object))] += 1
        }
        self.failures = failures.map { failure in
            let call = failure.action.method.map { "\($0) \(failure.action.path ?? "")" }
            return Failed(
                object: failure.action.object.description, call: call,
                status: (failure.cause as? ReplayError)?.answerStatus, cause: failure.cause)
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
        case .differs?, .held?, .waived?, nil: \.different
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

    package var status: ExitStatus { failures.isEmpty ? proof.status : .partial }
}

extension ReplayReport {
    /// One line a kind of what was done, everything that a person should look at, and what is proved.
    package var lines: [String] {
        let order = Kind.allCases.map(\.rawValue) + ["build"]
        var lines = order.compactMap { kind in counts[kind].map { "\(kind)s: \($0.text)" } }
        lines += failures.flatMap { failure -> [String] in
            ["failed: \(failure.object)\(failure.call.map { " (\($0))" } ?? ""): \(failure.cause.oneLine)"]
                + (failure.cause.hint.map { ["  hint: \($0)"] } ?? [])
        }
        lines += proof.against.filter { $0.outcome != .failed }.map {
            "not equal: \($0.object): \($0.outcome.rawValue)\($0.detail.isEmpty ? "" : " (\($0.detail))")"
        }
        lines += proof.notes
        lines += attention.map { "look at \($0)" }
        if let keysFile { lines.append("new keys and secrets are in \(keysFile)") }
        lines.append("read back, \(proof.summary)")
        return lines
    }

    package var json: JSON {
        [
            "counts": .object(JSONObject(counts.map { (key: $0.key, value: $0.value.json) })),
            "failures": .array(
                failures.map { failure in
                    [
                        "object": .string(failure.object), "call": .optional(failure.call),
                        "status": failure.status.map { .int($0) } ?? .null,
                        "what": .string(failure.cause.what), "why": .optional(failure.cause.why),
                        "hint": .optional(failure.cause.hint),
                    ]
                }),
            "attention": .strings(attention), "keysFile": .optional(keysFile), "proof": proof.json,
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
