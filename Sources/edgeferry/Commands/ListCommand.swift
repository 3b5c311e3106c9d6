import ArgumentParser
import EdgeArchive
import EdgeCore
import Foundation

struct ListCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the snapshots of a store.",
        discussion: """
            Says of each snapshot when it was last validated, and how deep. With --fail-older-than it ends with 1 when an \
            organization has no snapshot of that age or less that was found sound (validate, level bytes or deeper): for \
            an alarm when backups stop.

            Examples:
              edgeferry list /backup/edge
              edgeferry list /backup/edge --fail-older-than 26h
            """)

    @Argument(help: ArgumentHelp("Folder of the store, or a sealed archive.", valueName: "store"))
    var store: String

    @Option(
        help: ArgumentHelp(
            "End with 1 when an organization has no sound snapshot that is at most this old: 90m, 26h, 8d.",
            valueName: "time"))
    var failOlderThan: RunTime?

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let path = store
        let (snapshots, validations) = try await blocking("list") { _ in
            let store = try Store.open(at: path)
            return (try store.snapshots(), store.validations())
        }
        let stale = failOlderThan.map {
            Freshness(snapshots, validations, now: Date(), limit: $0.duration).stale
        }
        var json: JSONObject = [
            "snapshots": .array(snapshots.map { Self.json($0, validations[$0.id]) })
        ]
        json["stale"] = stale.map { .array($0.map(\.json)) }
        let isEmpty = snapshots.isEmpty
        console.result(
            text: (isEmpty ? ["no snapshots"] : snapshots.map { Self.line($0, validations[$0.id]) })
                + (stale ?? []).map { "stale: \($0.text)" },
            json: .object(json))
        return stale.map { !$0.isEmpty || isEmpty } ?? false ? .findings : .done
    }

    private static func json(_ snapshot: SnapshotSummary, _ history: ValidationHistory?) -> JSON {
        var json = snapshot.json.object ?? [:]
        json["validated"] = .array((history?.entries ?? []).map(\.json))
        return .object(json)
    }

    private static func line(_ snapshot: SnapshotSummary, _ history: ValidationHistory?) -> String {
        let counts = Kind.allCases.map { kind in
            "\(snapshot.counts[kind].map(String.init) ?? "?") \(kind.plural)"
        }
        var line = "\(snapshot.id)  \(snapshot.createdText)  \(snapshot.organization)  "
        line += counts.joined(separator: ", ") + ", \(snapshot.builds) builds (\(ByteCount(snapshot.bytes)))"
        if snapshot.missingBuilds > 0 { line += ", \(snapshot.missingBuilds) builds missing" }
        if !snapshot.unread.isEmpty {
            line += ", not read: " + snapshot.unread.map(\.plural).joined(separator: " ")
        }
        if !snapshot.fuzzy.isEmpty { line += ", \(snapshot.fuzzy.count) fuzzy" }
        return line + ", " + (history ?? ValidationHistory()).text
    }
}
