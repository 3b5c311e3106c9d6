import ArgumentParser
import EdgeClient
import EdgeCore
import EdgeHTTP
import Foundation

/// How Edges are spoken to.
struct TransportOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("PEM file of the authorities to trust.", valueName: "file"))
    var caFile: String?

    @Option(help: ArgumentHelp("Requests a second to an Edge at most.", valueName: "n"))
    var maxRequestsPerSecond = 5.0

    @Option(
        help: ArgumentHelp(
            "Folder for a recording of all calls to an Edge, values masked, fit to be shown to others.",
            valueName: "dir"))
    var record: String?

    func validate() throws {
        guard maxRequestsPerSecond > 0, maxRequestsPerSecond <= 10_000 else {
            throw ValidationError("--max-requests-per-second must be above 0 and at most 10000.")
        }
    }

    /// The way to one Edge.
    func transport(insecure: Bool, _ console: Console, mostRequests: Int? = nil) throws(CoreError)
        -> Transport
    {
        var settings = try trusted()
        settings.verifiesTLS = !insecure
        settings.requestsPerSecond = maxRequestsPerSecond
        settings.mostRequests = mostRequests
        return Transport(settings, meter: console.meter) { console.message($0.description) }
    }

    /// What keeps the exchanges with one Edge; nil unless asked for.
    func recorder(_ side: Side, _ dialect: Dialect) throws(CoreError) -> Recorder? {
        guard let record else { return nil }
        return try Recorder(folder: record, side: side, dialect: dialect, now: { Date() })
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
