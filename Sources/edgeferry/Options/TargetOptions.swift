import ArgumentParser
import EdgeCore

/// The Edge that is written to.
struct TargetOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Base URL of the Edge to write to.", valueName: "url"))
    var target: String

    @Option(help: ArgumentHelp("Name of the organization to write to; it must exist.", valueName: "name"))
    var targetOrg: String

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

    var choice: EdgeChoice {
        EdgeChoice(
            side: .target, url: target, organization: targetOrg, credentialsFile: targetCredentials,
            isInsecure: insecureTarget, dialectFile: targetDialect)
    }
}
