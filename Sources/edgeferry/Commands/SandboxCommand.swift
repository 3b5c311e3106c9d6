import ArgumentParser
import EdgeCore
import EdgeSandbox
import Foundation

struct SandboxCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run an Edge in one process, for rehearsals and tests.",
        discussion: """
            Serves until it is interrupted. When it is ready it writes one JSON object with its URL, its accounts and \
            the place of its builds to stdout. GET /sandbox/model shows its whole state; faults and maintenance can be \
            changed while it runs, and the seed sown anew (docs/OPERATIONS.md).

            Example:
              edgeferry sandbox --data /tmp/edge --seed Templates/sandbox-organization.yml
            """)

    @Option(help: ArgumentHelp("Folder for everything that the sandbox keeps.", valueName: "dir"))
    var data: String

    @Option(help: ArgumentHelp("Address to listen on; port 0 takes any free one.", valueName: "host:port"))
    var listen = "127.0.0.1:0"

    @Option(
        help: ArgumentHelp(
            "Port of the object storage (uploads and builds) on the same host; 0 takes any free one.",
            valueName: "port"))
    var uploadPort = 0

    @Option(help: ArgumentHelp("How the gateway behaves: container or functions.", valueName: "form"))
    var profile = GatewayProfile.container

    @Option(help: ArgumentHelp("Requests a second of all callers together; more get 429.", valueName: "n"))
    var rateLimit: Int?

    @Option(help: ArgumentHelp("Seconds after which a call is cut with 504.", valueName: "seconds"))
    var cutSeconds = 60.0

    @Option(
        help: ArgumentHelp(
            "YAML file with organizations; applies to an empty folder only.", valueName: "file"))
    var seed: String?

    @Option(help: ArgumentHelp("YAML file with faults to make (Templates/faults.yml).", valueName: "file"))
    var faults: String?

    @Option(
        help: ArgumentHelp(
            "File to write the ready object to as well; it holds keys, mode 0600.", valueName: "file"))
    var readyFile: String?

    @Option(help: ArgumentHelp("PEM file of a certificate chain: serves HTTPS.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("PEM file of the certificate's private key.", valueName: "file"))
    var tlsKey: String?

    @Option(help: ArgumentHelp("Seconds that each stage of the build pipeline takes.", valueName: "seconds"))
    var stageSeconds = 0.05

    @Option(
        help: ArgumentHelp("Seconds that published files of evicted builds stay.", valueName: "seconds"))
    var removalSeconds = 86400.0

    @Flag(
        help: "Send events of subscriptions to any address; without it they stay on this machine.")
    var webhooksAnywhere = false

    @Option(
        help: ArgumentHelp(
            "YAML file: the names that this Edge uses (Templates/dialect.yml).", valueName: "file"))
    var dialect: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together.")
        }
        guard stageSeconds >= 0, stageSeconds <= 3600 else {
            throw ValidationError("--stage-seconds must be 0 to 3600.")
        }
        guard (0...65535).contains(uploadPort) else {
            throw ValidationError("--upload-port must be 0 to 65535.")
        }
        guard rateLimit ?? 1 >= 1 else { throw ValidationError("--rate-limit must be 1 or more.") }
        guard cutSeconds > 0, cutSeconds <= 3600 else {
            throw ValidationError("--cut-seconds must be above 0 and at most 3600.")
        }
        guard removalSeconds >= 0, removalSeconds <= 31_536_000 else {
            throw ValidationError("--removal-seconds must be 0 to 31536000.")
        }
        _ = try address()
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        var settings = SandboxSettings(dataFolder: data)
        (settings.host, settings.port) = try address()
        if let dialect { settings.dialect = try Dialect(path: dialect) }
        if let seed { settings.seed = try Seed(path: seed, dialect: settings.dialect) }
        if let faults { settings.faults = try FaultPlan(SettingsReader(path: faults)) }
        if let tlsCertificate, let tlsKey { settings.tls = (certificate: tlsCertificate, key: tlsKey) }
        if webhooksAnywhere { settings.webhooks = .anywhere }
        settings.uploadPort = uploadPort
        settings.gateway.profile = profile
        settings.gateway.requestsPerSecond = rateLimit
        settings.gateway.cut = .seconds(cutSeconds)
        settings.removalDelay = removalSeconds
        settings.stageTime = .milliseconds(Int(stageSeconds * 1000))
        let readyFile = readyFile
        do {
            try await Sandbox(settings).run { report in
                let text = report.json.readable + "\n"
                Console.write(text, to: .standardOutput)
                if let readyFile {
                    do {
                        try OutputFile.write(text, to: readyFile, mode: 0o600)
                    } catch {
                        // The sandbox serves all the same, and the object stands on stdout.
                        console.message(Ending(error).text)
                    }
                }
            }
        } catch is CancellationError {
            // A server has no end of its own: being stopped is how it is done.
        }
        return .done
    }

    private func address() throws -> (host: String, port: Int) {
        guard let address = ListenAddress(listen) else {
            throw ValidationError("--listen must be HOST:PORT.")
        }
        return (address.host, address.port)
    }
}

extension GatewayProfile: ExpressibleByArgument {}
