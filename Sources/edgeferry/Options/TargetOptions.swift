import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeHTTP
import Foundation

/// The Edge that is written to.
struct TargetOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Base URL of the Edge to write to.", valueName: "url"))
    var target: String

    @Option(help: ArgumentHelp("Name of the organization to write to; it must exist.", valueName: "name"))
    var targetOrg: String

    @Option(
        help: ArgumentHelp("YAML file, mode 0600, with username and apiKey, or token.", valueName: "file"))
    var targetCredentials: String?

    @Flag(help: "Do not verify the target's TLS certificate.")
    var insecureTarget = false

    func edge(_ transport: TransportOptions, _ console: Console) throws -> TargetEdge {
        let address = try EdgeAddress(url: target, organization: OrganizationName(targetOrg), side: .target)
        let credentials = EdgeCredentials(
            side: .target, file: targetCredentials, environment: ProcessInfo.processInfo.environment)
        return TargetEdge(
            address, try credentials.resolve(), dialect: Dialect(),
            over: transport.transport(insecure: insecureTarget, console))
    }
}
