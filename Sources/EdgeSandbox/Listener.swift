import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import NIOCore
import NIOSSL

/// One port on which a door answers.
struct Listener<Responder: HTTPResponder>: Sendable where Responder.Context == DoorContext {
    private let host: String
    private let wanted: Int
    private let application: Application<Responder>
    private let ports: AsyncStream<Int>
    private let announce: AsyncStream<Int>.Continuation

    init(_ responder: Responder, _ settings: SandboxSettings, port: Int) throws {
        let (ports, announce) = AsyncStream<Int>.makeStream()
        (self.ports, self.announce) = (ports, announce)
        host = settings.host
        wanted = port
        application = Application(
            responder: responder,
            server: try Self.server(settings.tls),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: port), serverName: nil),
            onServerRunning: { announce.yield($0.localAddress?.port ?? 0) },
            logger: settings.logger)
    }

    /// The port, as soon as it answers; nil when it never will.
    func port() async -> Int? {
        var iterator = ports.makeAsyncIterator()
        return await iterator.next()
    }

    /// Serves until it is cancelled.
    func run() async throws {
        defer { announce.finish() }
        do {
            try await application.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw SandboxError.listen(host: host, port: wanted, reason: "\(error)")
        }
    }

    private static func server(_ tls: (certificate: String, key: String)?) throws -> HTTPServerBuilder {
        guard let tls else { return .http1() }
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(tls.certificate)
            let key = try NIOSSLPrivateKey(file: tls.key, format: .pem)
            return try .tls(
                .http1(),
                tlsConfiguration: .makeServerConfiguration(
                    certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key)))
        } catch {
            throw SandboxError.certificate(path: "\(tls.certificate), \(tls.key)", reason: "\(error)")
        }
    }
}
