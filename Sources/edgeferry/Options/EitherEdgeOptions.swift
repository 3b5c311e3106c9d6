import ArgumentParser
import EdgeCore

/// Both Edges, each of which a command may be given or not.
struct EitherEdgeOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Base URL of the Edge called 'source'.", valueName: "url"))
    var source: String?

    @Option(help: ArgumentHelp("Organization of the Edge called 'source'.", valueName: "name"))
    var sourceOrg: String?

    @Option(help: ArgumentHelp("Its credentials: a YAML file, mode 0600.", valueName: "file"))
    var sourceCredentials: String?

    @Flag(help: "Do not verify the source's TLS certificate.")
    var insecureSource = false

    @Option(help: ArgumentHelp("Base URL of the Edge called 'target'.", valueName: "url"))
    var target: String?

    @Option(help: ArgumentHelp("Organization of the Edge called 'target'.", valueName: "name"))
    var targetOrg: String?

    @Option(help: ArgumentHelp("Its credentials: a YAML file, mode 0600.", valueName: "file"))
    var targetCredentials: String?

    @Flag(help: "Do not verify the target's TLS certificate.")
    var insecureTarget = false

    @Option(help: ArgumentHelp("How the source names things (Templates/dialect.yml).", valueName: "file"))
    var sourceDialect: String?

    @Option(help: ArgumentHelp("How the target names things (Templates/dialect.yml).", valueName: "file"))
    var targetDialect: String?

    /// - Throws: `ValidationError` unless exactly one Edge is given.
    func checkOne() throws {
        guard (source == nil) != (target == nil) else {
            throw ValidationError("Give either --source or --target.")
        }
    }

    func choice(_ side: Side) throws -> EdgeChoice {
        let (url, organization) = side == .source ? (source, sourceOrg) : (target, targetOrg)
        guard let url, let organization else {
            throw ValidationError(
                "'\(side.rawValue)' needs --\(side.rawValue) and --\(side.rawValue)-org.")
        }
        return EdgeChoice(
            side: side, url: url, organization: organization,
            credentialsFile: side == .source ? sourceCredentials : targetCredentials,
            isInsecure: side == .source ? insecureSource : insecureTarget,
            dialectFile: side == .source ? sourceDialect : targetDialect)
    }
}
