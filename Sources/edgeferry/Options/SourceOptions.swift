import ArgumentParser
import EdgeCore

/// The Edge that is read from.
struct SourceOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Base URL of the Edge to read from.", valueName: "url"))
    var source: String

    @Option(help: ArgumentHelp("Name of the organization to read.", valueName: "name"))
    var sourceOrg: String

    @Option(
        help: ArgumentHelp(
            "YAML file, mode 0600, with username and apiKey or password, or with token.", valueName: "file"))
    var sourceCredentials: String?

    @Flag(help: "Do not verify the source's TLS certificate.")
    var insecureSource = false

    @Option(
        help: ArgumentHelp(
            "YAML file: how the source names things (Templates/dialect.yml).", valueName: "file"))
    var sourceDialect: String?

    var choice: EdgeChoice {
        EdgeChoice(
            side: .source, url: source, organization: sourceOrg, credentialsFile: sourceCredentials,
            isInsecure: insecureSource, dialectFile: sourceDialect)
    }
}
