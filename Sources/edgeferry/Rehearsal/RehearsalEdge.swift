import EdgeClient
import EdgeCore
import EdgeHTTP
import EdgeSandbox

/// The ways to the sandbox of a rehearsal, which need not be spared.
struct RehearsalEdge: Sendable {
    let target: TargetEdge
    let source: SourceEdge
    /// The way to its tar bucket.
    let wire: Transport
    let username: String

    init(
        _ url: String, _ account: SandboxReport.Organization, _ dialect: Dialect, _ meter: Meter?
    ) throws {
        var settings = TransportSettings()
        settings.requestsPerSecond = 100_000
        wire = Transport(settings, meter: meter)
        username = account.username
        let credentials = Credentials.apiKey(username: account.username, key: account.apiKey)
        func address(_ side: Side) throws -> EdgeAddress {
            try EdgeAddress(url: url, organization: OrganizationName(account.name), side: side)
        }
        target = TargetEdge(try address(.target), credentials, dialect: dialect, over: wire)
        source = SourceEdge(try address(.source), credentials, dialect: dialect, over: wire)
    }

    var address: EdgeAddress { target.address }
}
