import EdgeCore
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import NIOSSL

/// Serves the builds that are on offer over HTTP or HTTPS, straight out of their store.
package struct BuildServer: Sendable {
    /// Connections at once; more of them wait.
    private static let connections = 64

    private let settings: ServeSettings

    package init(_ settings: ServeSettings) { self.settings = settings }

    /// Serves as long as the body runs, which offers the builds.
    /// - Throws: What the body throws, or `ServeError`.
    package func serving<Result: Sendable>(
        _ body: @escaping @Sendable (BuildOffers) async throws -> Result
    ) async throws -> Result {
        try await beside({ onReady in try await run(onReady) }, body)
    }

    private func run(_ onReady: @escaping @Sendable (BuildOffers) -> Void) async throws {
        let offers = BuildOffers(settings)
        let wanted = settings.port
        let application = Application(
            responder: BuildDoor(offers: offers, path: settings.publicURL.path, meter: settings.meter),
            server: try server(),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(Self.connections)),
            onServerRunning: { channel in
                offers.listens(on: channel.localAddress?.port ?? wanted)
                onReady(offers)
            },
            logger: settings.logger)
        do {
            try await application.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw ServeError.listen(host: settings.host, port: settings.port, reason: "\(error)")
        }
    }

    private func server() throws -> HTTPServerBuilder {
        let http = HTTP1Channel.Configuration(idleTimeout: TimeAmount(settings.idle))
        guard let tls = settings.tls else { return .http1(configuration: http) }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            return try .tls(
                .http1(configuration: http),
                tlsConfiguration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        } catch {
            throw ServeError.certificate(paths: "\(tls.certificate), \(tls.key)", reason: "\(error)")
        }
    }
}
