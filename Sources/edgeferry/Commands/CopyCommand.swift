import ArgumentParser
import EdgeArchive
import EdgeCore
import Foundation

struct CopyCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "copy",
        abstract: "Copy snapshots from a store into another.",
        discussion: """
            Copies what is missing and verifies every byte on the way; each snapshot appears in the target when all of it is \
            there. A killed copy continues with the same command. A snapshot that the target has is passed over, unless \
            --snapshot names it: then whatever it lacks there is copied again. What validate found damaged in the target is \
            always copied again, so validate, copy, validate heals it. The target is made when it does not exist. \
            Exit 2 says that some snapshots of the source are damaged and the others are copied.

            Examples:
              edgeferry copy /backup/edge /mnt/usb/edge
              edgeferry copy /backup/edge /mnt/usb/edge --snapshot latest
            """)

    @Argument(help: ArgumentHelp("Store to read, or a sealed archive.", valueName: "from"))
    var source: String

    @Argument(help: ArgumentHelp("Folder of the store to copy into.", valueName: "to"))
    var target: String

    @Option(
        help: ArgumentHelp(
            "This snapshot alone: latest, ORG/latest or an id; may be given again.", valueName: "snapshot"))
    var snapshot: [String] = []

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let references = try snapshot.map { text in
            guard let reference = SnapshotReference(text) else {
                throw ValidationError("--snapshot is latest, ORG/latest or the 12 digits that list shows.")
            }
            return reference
        }
        let report = try await Self.carry(
            source, references.isEmpty ? nil : references, into: target, isThorough: !references.isEmpty,
            console)
        console.result(text: report.lines("copied"), json: report.json)
        return report.status
    }

    /// - Parameter references: Nil means all.
    static func carry(
        _ source: String, _ references: [SnapshotReference]?, into target: String, isThorough: Bool,
        _ console: Console
    ) async throws -> CarryReport {
        let (from, files) = try await blocking("open") { _ in
            let store = try Store.open(at: source)
            return (store, try references.map { try Set($0.map(store.file)).sorted() } ?? store.commitFiles())
        }
        let store = try Store.openOrCreate(at: target, id: UUID().uuidString.lowercased())
        return try await Carriage(from: from, into: store, console.meter).carry(files, isThorough: isThorough)
    }
}
