import EdgeClient
import EdgeCore
import EdgeHTTP
import Foundation

/// What the options of one side say, whichever command they belong to.
struct EdgeChoice: Sendable {
    let side: Side
    let url: String
    let organization: String
    let credentialsFile: String?
    let isInsecure: Bool
    let dialectFile: String?

    func source(_ transport: TransportOptions, _ console: Console) throws -> SourceEdge {
        let dialect = try dialect()
        return SourceEdge(
            try address(), try credentials(), dialect: dialect,
            over: try transport.transport(insecure: isInsecure, console),
            recorder: try transport.recorder(side, dialect))
    }

    func target(_ transport: TransportOptions, _ console: Console) throws -> TargetEdge {
        let dialect = try dialect()
        return TargetEdge(
            try address(), try credentials(), dialect: dialect,
            over: try transport.transport(insecure: isInsecure, console),
            recorder: try transport.recorder(side, dialect))
    }

    func address() throws -> EdgeAddress {
        try EdgeAddress(url: url, organization: OrganizationName(organization), side: side)
    }

    private func dialect() throws -> Dialect { try dialectFile.map { try Dialect(path: $0) } ?? Dialect() }

    private func credentials() throws -> Credentials {
        try EdgeCredentials(
            side: side, file: credentialsFile, environment: ProcessInfo.processInfo.environment
        ).resolve()
    }
}
