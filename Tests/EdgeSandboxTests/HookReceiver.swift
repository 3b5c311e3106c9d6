import EdgeCore
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import TestKit

/// A web service that takes webhooks on this machine and keeps what came.
final class HookReceiver: Sendable {
    struct Hook: Sendable {
        let path: String
        let headers: [String: String]
        let body: Data

        var json: JSON { (try? JSON(reading: body)) ?? .null }
    }

    private let kept = Mutex<[Hook]>([])
    /// The statuses of the first answers; 204 afterwards.
    private let statuses: Mutex<[Int]>

    private init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }

    var hooks: [Hook] { kept.withLock { $0 } }

    /// Serves while the body runs.
    static func run(
        answering statuses: [Int] = [],
        _ body: @escaping @Sendable (HookReceiver, _ url: String) async throws -> Void
    ) async throws {
        let receiver = HookReceiver(statuses)
        let router = Router(context: BasicRequestContext.self)
        for path in ["/", "**"] as [RouterPath] {
            router.post(path) { request, _ in try await receiver.take(request) }
        }
        var logger = Logger(label: "receiver of webhooks")
        logger.logLevel = .critical
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { port.finish() }
                try await application.run()
            }
            defer { group.cancelAll() }
            for await number in ports {
                return try await body(receiver, "http://127.0.0.1:\(number)")
            }
        }
    }

    /// Waits until so many hooks have come.
    func wait(for count: Int) async throws -> [Hook] {
        for _ in 0..<1000 {
            let hooks = hooks
            if hooks.count >= count { return hooks }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw MissingValue(what: "only \(hooks.count) of \(count) webhooks came")
    }

    private func take(_ request: Request) async throws -> Response {
        let body = try await request.body.collect(upTo: 1 << 20)
        let headers = request.headers.map { ($0.name.canonicalName, $0.value) }
        let hook = Hook(
            path: request.uri.path, headers: Dictionary(headers) { _, last in last },
            body: Data(body.readableBytesView))
        kept.withLock { $0.append(hook) }
        let status = statuses.withLock { $0.isEmpty ? 204 : $0.removeFirst() }
        return Response(status: HTTPResponse.Status(code: status))
    }
}
