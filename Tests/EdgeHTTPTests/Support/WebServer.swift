import Hummingbird
import HummingbirdTLS
import Logging
import NIOCore
import NIOSSL

/// Runs a Hummingbird server on loopback while the body runs, and gives the body its base URL.
func withWebServer<Result: Sendable>(
    _ routes: (Router<BasicRequestContext>) -> Void, tls: TLSConfiguration? = nil,
    _ body: @Sendable (_ url: String) async throws -> Result
) async throws -> Result {
    let router = Router(context: BasicRequestContext.self)
    routes(router)
    var logger = Logger(label: "web server of a test")
    logger.logLevel = .critical
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let application = Application(
        router: router,
        server: try tls.map { try .tls(.http1(), tlsConfiguration: $0) } ?? .http1(),
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { port.finish() }
            try await application.run()
        }
        defer { group.cancelAll() }
        for await number in ports {
            return try await body(tls == nil ? "http://127.0.0.1:\(number)" : "https://localhost:\(number)")
        }
        try await group.waitForAll()
        throw CancellationError()
    }
}
