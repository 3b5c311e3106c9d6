package import EdgeCore
package import EdgeHTTP
package import EdgeSandbox
import Foundation

/// A sandbox that serves as long as the test body runs.
package struct RunningSandbox: Sendable {
    package let report: SandboxReport
    package let dataFolder: String
    /// The file of the authority to trust, when the sandbox speaks TLS.
    package let caFile: String?

    package var url: String { report.url }

    /// Scheme and authority of the object storage: uploads and the tar bucket.
    package var storageURL: String {
        report.builds.range(of: "/p/").map { String(report.builds[..<$0.lowerBound]) } ?? report.builds
    }

    /// The first organization and its account with all rights.
    package var organization: SandboxReport.Organization {
        get throws { try report.organizations.first.orThrow("the sandbox reports no organization") }
    }

    /// The whole state, the judge of all tests.
    package func model() async throws -> JSON { try await control(.get, "model") }

    /// Plans other faults from now on.
    /// - Parameter plan: YAML, as in a fault file.
    package func plan(faults plan: String) async throws { _ = try await control(.put, "faults", plan) }

    /// Moves a lever of the rehearsal.
    /// - Throws: `MissingValue` for any answer but 200.
    @discardableResult
    package func control(_ method: HTTPMethod, _ lever: String, _ body: String? = nil) async throws -> JSON {
        var settings = TransportSettings()
        settings.caFile = caFile
        settings.requestsPerSecond = 1000
        settings.bodyLimit = 256 << 20
        let request = HTTPRequest(
            method, "\(url)/sandbox/\(lever)", headers: [], body: body.map { Data($0.utf8) })
        let answer = try await Transport(settings).send(request)
        guard answer.status == 200 else {
            throw MissingValue(what: "200 for \(lever): \(String(decoding: answer.body, as: UTF8.self))")
        }
        return try JSON(reading: answer.body, limits: JSONLimits(bytes: 256 << 20))
    }
}

/// Runs a sandbox in this process for the body: on a fresh folder, or on one given to start again on its data.
///
/// `seed` is YAML; nil takes `Templates/sandbox-organization.yml`. Stages and removals take no time unless told otherwise.
@discardableResult
package func withSandbox<Result: Sendable>(
    seed: String? = nil, faults: String = "", data: String? = nil, tls: TLSFiles? = nil,
    configure: (inout SandboxSettings) throws -> Void = { _ in },
    _ body: @escaping @Sendable (RunningSandbox) async throws -> Result
) async throws -> Result {
    guard let data else {
        return try await withTemporaryFolder { folder in
            try await withSandbox(
                seed: seed, faults: faults, data: folder, tls: tls, configure: configure, body)
        }
    }
    var settings = SandboxSettings(dataFolder: data)
    settings.seed =
        try seed.map { try Seed(SettingsReader(yaml: $0, file: "seed"), folder: data) }
        ?? Seed(path: template("sandbox-organization.yml"))
    settings.faults = try FaultPlan(SettingsReader(yaml: faults, file: "faults"))
    settings.tls = tls.map { (certificate: $0.certificate, key: $0.key) }
    settings.stageTime = .zero
    settings.removalDelay = 0
    try configure(&settings)
    return try await Sandbox(settings).serving { report in
        try await body(RunningSandbox(report: report, dataFolder: data, caFile: tls?.authority))
    }
}

/// The names of the PEM files of a TLS server.
package struct TLSFiles: Sendable {
    package let certificate: String
    package let key: String
    /// What a client must trust.
    package let authority: String

    package init(certificate: String, key: String, authority: String) {
        self.certificate = certificate
        self.key = key
        self.authority = authority
    }
}
