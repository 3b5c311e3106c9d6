import EdgeCore
import EdgeHTTP
import EdgeSandbox

/// A sandbox's whole state, as it says itself: the judge that is independent of our own reports.
struct SandboxModel: Sendable {
    private let url: String
    private let transport: Transport

    init(_ sandbox: SandboxReport) {
        url = sandbox.url + "/sandbox/model"
        var settings = TransportSettings()
        settings.requestsPerSecond = 100
        settings.bodyLimit = 256 << 20
        transport = Transport(settings)
    }

    func read() async throws -> JSON {
        let answer = try await transport.send(HTTPRequest(.get, url))
        return try JSON(reading: answer.body, limits: JSONLimits(bytes: 256 << 20))
    }

    /// How many writing calls it has seen.
    func calls() async throws -> Int { try await read()["calls"]?.array?.count ?? 0 }
}
