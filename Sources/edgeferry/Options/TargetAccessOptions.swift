import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeJournal

/// How the Edge that is written to is spoken to, wherever its address comes from.
struct TargetAccessOptions: ParsableArguments, Sendable {
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

    func choice(url: String, organization: String) -> EdgeChoice {
        EdgeChoice(
            side: .target, url: url, organization: organization, credentialsFile: targetCredentials,
            isInsecure: insecureTarget, dialectFile: targetDialect)
    }

    /// The Edge that a journal is about; nil when the journal has no run, and so no address.
    func choice(_ journal: Journal) async throws -> EdgeChoice? {
        guard let run = try await journal.runs().last else { return nil }
        return choice(
            url: run.targetURL, organization: try await journal.identity().targetOrganization.text)
    }
}
