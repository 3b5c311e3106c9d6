import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeJournal

/// The Edge that a journal is about; its address and organization are known.
struct KnownTargetOptions: ParsableArguments, Sendable {
    @Option(
        help: ArgumentHelp(
            "YAML file, mode 0600, with username and apiKey or password, or with token.", valueName: "file"))
    var targetCredentials: String?

    @Flag(help: "Do not verify the target's TLS certificate.")
    var insecureTarget = false

    @Option(
        help: ArgumentHelp(
            "YAML file: how the target names things (Templates/dialect.yml).", valueName: "file"))
    var targetDialect: String?

    /// - Throws: `JournalError`; a journal without runs names no address, and is told by the caller.
    func choice(_ journal: Journal) async throws -> EdgeChoice? {
        guard let run = try await journal.runs().last else { return nil }
        return EdgeChoice(
            side: .target, url: run.targetURL,
            organization: try await journal.identity().targetOrganization.text,
            credentialsFile: targetCredentials, isInsecure: insecureTarget, dialectFile: targetDialect)
    }
}
