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

    func source(_ transport: TransportOptions, _ console: Console) throws -> SourceEdge {
        SourceEdge(
            try address(), try credentials(), dialect: Dialect(),
            over: try transport.transport(insecure: isInsecure, console))
    }

    func target(_ transport: TransportOptions, _ console: Console) throws -> TargetEdge {
        TargetEdge(
            try address(), try credentials(), dialect: Dialect(),
            over: try transport.transport(insecure: isInsecure, console))
    }

    func address() throws -> EdgeAddress {
        try EdgeAddress(url: url, organization: OrganizationName(organization), side: side)
    }

    private func credentials() throws -> Credentials {
        try EdgeCredentials(
            side: side, file: credentialsFile, environment: ProcessInfo.processInfo.environment
        ).resolve()
    }
}
