import EdgeArchive
import EdgeCore
import EdgeReplay

/// One snapshot of a store, replayed into an empty sandbox with everything that a policy can allow.
struct RehearsedSnapshot: Sendable {
    let id: String
    let outcome: Result<RehearsalReport, RehearsalError>

    /// - Throws: What is no matter of the archive: no room, a defect, a cancellation.
    static func rehearsing(_ id: String, of store: String, _ meter: Meter?) async throws -> RehearsedSnapshot
    {
        do {
            let archive = try await blocking("archive") { _ in
                try ArchiveAddress(parsing: "\(store)@\(id)").open()
            }
            let folder = try RehearsalFolder(for: archive)
            defer { folder.remove() }
            let contents = try await Contents.reading(archive, for: archive.dialect)
            let report = try await Rehearsal(
                archive: archive, contents: contents, dialect: archive.dialect, policy: allAllowed,
                folder: folder.path, meter: meter
            ).run(onto: TargetCopy(emptyFor: contents, archive.dialect))
            return RehearsedSnapshot(id: id, outcome: .success(report))
        } catch let error as RehearsalError {
            throw error
        } catch let error as any Explained where error.status != .defect {
            return RehearsedSnapshot(id: id, outcome: .failure(.stopped(error)))
        }
    }

    /// Nobody gets mail or events of a rehearsal, and it publishes nowhere.
    private static var allAllowed: Policy {
        var policy = Policy()
        policy.users = .invite
        policy.subscriptions = .create
        policy.appsWithoutDeployments = .all
        return policy
    }

    var isEqual: Bool {
        switch outcome {
        case .success(let report): report.isEqual
        case .failure: false
        }
    }

    var lines: [String] {
        switch outcome {
        case .success(let report): report.lines.map { "snapshot \(id): \($0)" }
        case .failure(let error):
            ["snapshot \(id): \(error.what)\(error.why.map { ": " + $0 } ?? "")"]
        }
    }

    var json: JSON {
        switch outcome {
        case .success(let report):
            .object((report.json.object ?? [:]).merging(["snapshot": .string(id)]))
        case .failure(let error):
            [
                "snapshot": .string(id), "equal": false, "what": .string(error.what),
                "why": .optional(error.why),
            ]
        }
    }
}
