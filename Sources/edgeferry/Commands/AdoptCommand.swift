import ArgumentParser
import EdgeArchive
import EdgeCore
import Foundation

struct AdoptCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Make a store whole that other tools carried.",
        discussion: """
            For an OCI layout that skopeo or a registry carried tag by tag, and for a store that lost a commit: every \
            blob that its tags need is verified, and the commits, ferry.json and views are made again. The commits come out byte for byte \
            as they were. Exit 2 or 65 says that a snapshot is not whole; carry the tags that it lacks and run adopt again.

            Example:
              skopeo copy docker://registry.example/edge:TAG oci:/backup/carried:TAG
              edgeferry adopt /backup/carried
            """)

    @Argument(help: ArgumentHelp("Folder of the OCI layout.", valueName: "dir"))
    var folder: String

    @OptionGroup var output: OutputOptions

    func perform(_ console: Console) async throws -> ExitStatus {
        let adoption = try Adoption(at: folder, id: UUID().uuidString.lowercased(), console.meter)
        let report = try await adoption.run()
        var lines = report.lines("adopted")
        if !report.failures.isEmpty {
            lines.append(
                "A missing blob that is the manifest of a build comes with the tag build-<its digits>.")
        }
        console.result(text: lines, json: report.json)
        return report.status
    }
}
