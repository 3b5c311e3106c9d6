import EdgeArchive
import EdgeCore

/// What `show` tells of a snapshot, or of one document in it.
struct ShownArchive: Sendable {
    private let summary: SnapshotSummary
    private let documents: [Document]
    private let masked: [ObjectID: [JSONPointer]]
    private let builds: [ArchivedBuild]
    private let missing: [MissingBuild]
    private let fuzzy: [ObjectID]
    private let isWhole: Bool

    init(_ archive: Archive, object: ObjectID?) throws {
        summary = archive.summary
        masked = archive.masked
        isWhole = object == nil
        fuzzy = archive.config.fuzzy
        if let object {
            documents = try archive.documents(object.kind).filter { $0.name == object.name }
            guard !documents.isEmpty else { throw ShowError.noObject(object, archive: summary.id) }
            builds = []
            missing = []
        } else {
            documents = try Kind.allCases.filter { archive.unread[$0] == nil }.flatMap {
                try archive.documents($0)
            }
            builds = archive.builds
            missing = archive.missingBuilds
        }
    }

    var lines: [String] {
        guard isWhole else { return documents.map { JSON.object($0.fields).readable } + secrets }
        var lines = [
            "snapshot \(summary.id) of \(summary.organization)",
            "  taken \(summary.createdText) from \(summary.source)",
        ]
        lines += summary.unread.map { "  \($0.plural): could not be read" }
        lines += fuzzy.map { "  fuzzy \($0): it changed each time it was read" }
        lines += documents.map { "  \($0.id)\(isMasked($0) ? "  (secrets left out)" : "")" }
        lines += builds.map {
            "  \($0.name)  \($0.label ?? "")  \(ByteCount($0.size))  \($0.digest.hex.prefix(12))"
        }
        lines += missing.map { "  missing \($0.name): \($0.reason)" }
        return lines
    }

    private func isMasked(_ document: Document) -> Bool { masked[document.id] != nil }

    private var secrets: [String] {
        documents.flatMap { document in
            (masked[document.id] ?? []).map { "secret left out at \($0)" }
        }
    }

    var json: JSON {
        guard isWhole else {
            return .array(
                documents.map { document in
                    [
                        "object": .string(document.id.description), "document": .object(document.fields),
                        "masked": .strings((masked[document.id] ?? []).map(\.description)),
                    ]
                })
        }
        return [
            "snapshot": summary.json,
            "objects": .strings(documents.map(\.id.description)),
            "builds": .array(
                builds.map {
                    [
                        "app": .string($0.app.text), "build": .int($0.number.value),
                        "label": .optional($0.label),
                        "size": .int($0.size), "sha256": .string($0.digest.hex),
                    ]
                }),
            "fuzzy": .strings(fuzzy.map(\.description)),
            "missingBuilds": .array(
                missing.map {
                    [
                        "app": .string($0.app.text), "build": .int($0.number.value),
                        "reason": .string($0.reason),
                    ]
                }),
        ]
    }
}

/// What `show` cannot show.
enum ShowError: Explained {
    case noObject(ObjectID, archive: String)
    case noBuild(String, archive: String)
    /// A byte beyond the tar.
    case beyondEnd(build: String, offset: Int64, size: Int64)

    var what: String {
        switch self {
        case .noObject(let id, let archive): "snapshot \(archive) has no \(id)"
        case .noBuild(let text, let archive): "snapshot \(archive) has no build \(quoted(text))"
        case .beyondEnd(let build, let offset, _): "\(build) has no byte \(offset)"
        }
    }

    var why: String? {
        switch self {
        case .noObject: "no object of this kind and name was read from the source"
        case .noBuild: "it holds no build of that app and number"
        case .beyondEnd(_, _, let size): "its tar is \(size) bytes long"
        }
    }

    var hint: String? {
        switch self {
        case .noObject: "Run show without --object for all names."
        case .noBuild: "Run show without --build for all builds; write APP/ID as Lighthouse/3."
        case .beyondEnd: "Take --offset away, or give a smaller one."
        }
    }

    var status: ExitStatus {
        switch self {
        case .noObject, .noBuild: .noInput
        case .beyondEnd: .usage
        }
    }
}
