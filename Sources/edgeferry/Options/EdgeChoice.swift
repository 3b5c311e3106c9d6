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

    func source(_ transport: TransportOptions, _ console: Console) async throws -> SourceEdge {
        let dialect = try dialect()
        return SourceEdge(
            try address(), try await credentials(), dialect: dialect,
            over: try transport.transport(insecure: isInsecure, console),
            recorder: try transport.recorder(side, dialect))
    }

    func target(
        _ transport: TransportOptions, _ console: Console, mostRequests: Int? = nil
    ) async throws -> TargetEdge {
        let dialect = try dialect()
        return TargetEdge(
            try address(), try await credentials(), dialect: dialect,
            over: try transport.transport(insecure: isInsecure, console, mostRequests: mostRequests),
            recorder: try transport.recorder(side, dialect))
    }

    /// The Edge as an administrator sees it; nil when no admin token is given.
    func admin(_ transport: TransportOptions, _ console: Console) async throws -> AdminEdge? {
        guard let token = try await proof.adminToken() else { return nil }
        let dialect = try dialect()
        return AdminEdge(
            try address(), token: token, side: side, dialect: dialect,
            over: try transport.transport(insecure: isInsecure, console),
            recorder: try transport.recorder(side, dialect))
    }

    /// The call that ends a migration; nil when no admin token is given.
    func commit(_ transport: TransportOptions, _ console: Console) async throws -> SourceCommit? {
        guard let token = try await proof.adminToken() else { return nil }
        let dialect = try dialect()
        return SourceCommit(
            try address(), token: token, dialect: dialect,
            over: try transport.transport(insecure: isInsecure, console),
            recorder: try transport.recorder(side, dialect))
    }

    func address() throws -> EdgeAddress {
        try EdgeAddress(url: url, organization: OrganizationName(organization), side: side)
    }

    func dialect() throws -> Dialect { try dialectFile.map { try Dialect(path: $0) } ?? Dialect() }

    private func credentials() async throws -> Credentials { try await proof.resolve() }

    private var proof: EdgeCredentials {
        EdgeCredentials(
            side: side, organization: organization, file: credentialsFile,
            environment: ProcessInfo.processInfo.environment)
    }
}
