import ArgumentParser
import EdgeArchive
import EdgeCore

struct ListCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the snapshots of a store.",
        discussion: """
            Example:
              edgeferry list /backup/edge
            """)

    @Argument(help: ArgumentHelp("Folder of the store.", valueName: "store"))
    var store: String

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let path = store
        let snapshots = try await blocking("list") { _ in try Store.open(at: path).snapshots() }
        console.result(
            text: snapshots.isEmpty ? ["no snapshots"] : snapshots.map(Self.line),
            json: ["snapshots": .array(snapshots.map(\.json))])
        return .done
    }

    private static func line(_ snapshot: SnapshotSummary) -> String {
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
        return line
    }
}
