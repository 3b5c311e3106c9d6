package import EdgeArchive
package import EdgeCore

/// How one build came into the store, or did not.
enum FoundBuild: Sendable {
    /// Its bytes were read.
    case taken(ArchivedBuild)
    /// The store has it, and its place says that nothing changed.
    case unchanged(ArchivedBuild)
    case missing(String)

    var isMissing: Bool { if case .missing = self { true } else { false } }

    var kept: ArchivedBuild? {
        switch self {
        case .taken(let build), .unchanged(let build): build
        case .missing: nil
        }
    }
}

/// What became of all builds.
package struct BuildOutcome: Sendable {
    package private(set) var taken = 0
    package private(set) var takenBytes: Int64 = 0
    package private(set) var unchanged = 0
    /// `build/APP/NUMBER` and why no source gave it.
    package private(set) var missing: [Missing] = []
    /// What a scan proposed for builds that no other source had.
    package internal(set) var scan: ScanProposal?

    package struct Missing: Sendable, Hashable {
        package let name: String
        package let reason: String
    }

    mutating func count(_ build: WantedBuild, _ found: FoundBuild) {
        switch found {
        case .taken(let kept):
            taken += 1
            takenBytes += kept.size
        case .unchanged: unchanged += 1
        case .missing(let reason):
            missing.append(Missing(name: "build/\(build.app)/\(build.number)", reason: reason))
        }
    }
}

/// What a snapshot holds and what it could not get.
package struct SnapshotReport: Sendable {
    package let snapshot: SnapshotSummary
    package let documents: [Kind: Int]
    package let unread: [Kind]
    /// Why they could not be read.
    package let reasons: [Kind: String]
    /// Objects that changed while they were read, as often as they were read.
    package let fuzzy: [ObjectID]
    package let builds: BuildOutcome

    /// Nothing is missing, or it is said with a status of its own.
    package var status: ExitStatus {
        unread.isEmpty && fuzzy.isEmpty && builds.missing.isEmpty ? .done : .findings
    }

    package var lines: [String] {
        var lines = ["snapshot \(snapshot.id) of \(snapshot.organization)"]
        for kind in Kind.allCases {
            let reason = reasons[kind].map { ": " + $0 } ?? ""
            lines.append(
                "  \(kind.plural): \(documents[kind].map { "\($0)" } ?? "could not be read\(reason)")")
        }
        lines.append(
            "  builds: \(builds.taken) read (\(ByteCount(builds.takenBytes))), \(builds.unchanged) unchanged, "
                + "\(builds.missing.count) missing")
        lines += builds.scan?.lines ?? []
        lines += fuzzy.map { "    fuzzy \($0): it changed each time it was read" }
        lines += builds.missing.map { "    missing \($0.name): \($0.reason)" }
        return lines
    }

    package var json: JSON {
        [
            "snapshot": .string(snapshot.id), "organization": .string(snapshot.organization.text),
            "documents": .object(
                JSONObject(documents.map { (key: $0.key.plural, value: JSON.int($0.value)) })),
            "unread": .strings(unread.map(\.plural)), "fuzzy": .strings(fuzzy.map(\.description)),
            "builds": [
                "read": .int(builds.taken), "readBytes": .int(builds.takenBytes),
                "unchanged": .int(builds.unchanged),
                "missing": .array(
                    builds.missing.map { ["build": .string($0.name), "reason": .string($0.reason)] }),
                "scan": builds.scan?.json ?? .null,
            ],
        ]
    }
}
