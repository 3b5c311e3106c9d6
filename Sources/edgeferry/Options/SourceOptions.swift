import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeHTTP
import Foundation

/// The Edge that is read from.
struct SourceOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Base URL of the Edge to read from.", valueName: "url"))
    var source: String

    @Option(help: ArgumentHelp("Name of the organization to read.", valueName: "name"))
    var sourceOrg: String

    @Option(
        help: ArgumentHelp("YAML file, mode 0600, with username and apiKey, or token.", valueName: "file"))
    var sourceCredentials: String?

    @Flag(help: "Do not verify the source's TLS certificate.")
    var insecureSource = false

    func edge(_ transport: TransportOptions, _ console: Console) throws -> SourceEdge {
        let address = try EdgeAddress(url: source, organization: OrganizationName(sourceOrg), side: .source)
        let credentials = EdgeCredentials(
            side: .source, file: sourceCredentials, environment: ProcessInfo.processInfo.environment)
        return SourceEdge(
            address, try credentials.resolve(), dialect: Dialect(),
            over: transport.transport(insecure: insecureSource, console))
    }
}
