import TestKit
import Testing

/// The texts of help, as a terminal of 80 columns shows them.
@Suite struct HelpTests {
    @Test(arguments: [
        "", "demo", "snapshot", "validate", "plan", "replay", "compare", "proof", "prune", "commit",
        "rollback",
        "runs", "list",
        "show", "seal", "unseal", "copy", "adopt",
        "probe",
        "api",
        "sandbox",
    ])
    func `help says what a command does, with an example`(command: String) async throws {
        let run = try await FerryRun.of([command, "--help"].filter { !$0.isEmpty })
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(run.output.contains("  edgeferry \(command)"), "no example")
        try expectGolden(run.output, "help/\(command.isEmpty ? "edgeferry" : command)")
    }

    @Test func `help lists every command, and each has its golden file`() async throws {
        let help = try await FerryRun.of(["--help"]).output
        let listed = help.split(separator: "SUBCOMMANDS:\n").last?.split(separator: "\n").compactMap { line in
            line.hasPrefix("  ") && !line.hasPrefix("   ")
                ? line.split(separator: " ").first.map(String.init) : nil
        }
        #expect(
            listed?.filter { $0 != "See" }.sorted() == [
                "adopt", "api", "commit", "compare", "copy", "demo", "list", "plan", "probe", "proof",
                "prune",
                "replay", "rollback",
                "runs",
                "sandbox", "seal", "show", "snapshot", "unseal", "validate",
            ])
    }

    @Test func `the version stands on stdout alone`() async throws {
        let run = try await FerryRun.of(["--version"])
        #expect(run.status == 0)
        #expect(run.output == "0.1.0\n")
        #expect(run.errors.isEmpty)
    }
}
