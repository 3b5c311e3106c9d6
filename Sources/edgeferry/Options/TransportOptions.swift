import ArgumentParser
import EdgeCore
import EdgeHTTP
import Glibc

/// How Edges are spoken to.
struct TransportOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("PEM file of the authorities to trust.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("Requests a second to an Edge at most.", valueName: "n"))
    var maxRequestsPerSecond = 5.0

    func validate() throws {
        guard maxRequestsPerSecond > 0, maxRequestsPerSecond <= 10_000 else {
            throw ValidationError("--max-requests-per-second must be above 0 and at most 10000.")
        }
    }

    /// The way to one Edge.
    func transport(insecure: Bool, _ console: Console) throws(CoreError) -> Transport {
        var settings = try trusted()
        settings.verifiesTLS = !insecure
        settings.requestsPerSecond = maxRequestsPerSecond
        return Transport(settings, meter: console.meter) { console.message($0.description) }
    }

    /// The way to build sources: no Edge is behind it that would need to be spared.
    func wire(_ console: Console) throws(CoreError) -> Transport {
        var settings = try trusted()
        settings.requestsPerSecond = 50
        return Transport(settings, meter: console.meter) { console.message($0.description) }
    }

    /// Settings with the authorities to trust; a file that cannot be read is told before the first call.
    private func trusted() throws(CoreError) -> TransportSettings {
        if let caFile, access(caFile, R_OK) != 0 {
            throw .file(path: caFile, doing: "read", code: errno)
        }
        var settings = TransportSettings()
        settings.caFile = caFile
        return settings
    }
}
