package import EdgeCore
package import EdgeHTTP
package import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import Logging
import NIOCore
import NIOSSL

/// How a sandbox is to run.
package struct SandboxSettings: Sendable {
    package var dataFolder: String
    /// Loopback unless told otherwise.
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 0
    /// Applies to an empty data folder only.
    package var seed = Seed()
    package var faults = FaultPlan()
    /// PEM files of a certificate chain and its key; nil speaks plain HTTP.
    package var tls: (certificate: String, key: String)?
    package var dialect = Dialect()
    /// How long each stage of the pipeline takes at least.
    package var stageTime = Duration.milliseconds(50)
    /// How `dltar` fetches tars.
    package var fetching = Sandbox.fetching
    /// Where events of subscriptions may go.
    package var webhooks = WebhookReach.thisMachine
    /// Between two tries of one event.
    package var webhookPause = Duration.seconds(5)
    package var now: @Sendable () -> Date = { Date() }
    package var logger = Logger(label: "edgeferry.sandbox", factory: { _ in SwiftLogNoOpLogHandler() })

    package init(dataFolder: String) { self.dataFolder = dataFolder }
}

/// A whole Edge in one process, for demo, rehearsal and tests.
package struct Sandbox: Sendable {
    /// The Edge fetches without pacing, and gives up early: its task then says why.
    package static var fetching: TransportSettings {
        var fetching = TransportSettings()
        fetching.requestsPerSecond = 100
        fetching.attempts = 2
        fetching.userAgent = "edgeferry-sandbox"
        return fetching
    }

    private let settings: SandboxSettings

    package init(_ settings: SandboxSettings) { self.settings = settings }

    /// Serves until the task is cancelled; `onReady` is called once, when the first request would be answered.
    /// - Throws: `SandboxError` when it cannot start.
    package func run(onReady: @escaping @Sendable (SandboxReport) async -> Void) async throws {
        let shelf = try await openShelf()
        // Now, and not when the last reference goes: the next sandbox on this folder may begin at once. What cannot be
        // closed is in order all the same, as after a kill.
        defer { try? shelf.close() }
        let courier = Courier(shelf, reach: settings.webhooks, pause: settings.webhookPause)
        let pipeline = Pipeline(
            shelf, works: Works(shelf: shelf, transport: Transport(settings.fetching)),
            stageTime: settings.stageTime, courier: courier)
        if try await shelf.read({ try $0.setting(Seeding.mark) }) == nil {
            try await Seeding(shelf: shelf, pipeline: pipeline).sow(settings.seed)
        }
        let token = try await shelf.write { ledger in
            try ledger.setting("bucketToken") { randomText() }
        }
        let bucket = BucketRoute(shelf: shelf, token: token)
        let accounts = try await SandboxReport.accounts(shelf)
        let application = try application(shelf, pipeline, bucket) { base in
            await onReady(SandboxReport(url: base, bucket: bucket, accounts))
        }
        try await withThrowingTaskGroup { group in
            group.addTask { try await pipeline.run() }
            group.addTask { try await courier.run() }
            group.addTask { try await serve(application) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Opens the data folder; a seed that a kill has cut short is thrown away and begins anew.
    private func openShelf() async throws -> Shelf {
        let bytes = ByteFolder(root: settings.dataFolder)
        try bytes.prepare()
        let shelf = try Shelf(bytes, dialect: settings.dialect, now: settings.now)
        let isWhole = try await shelf.read { try $0.setting(Seeding.mark) != nil }
        if isWhole {
            let owned = try await shelf.read { try $0.ownersOfTars() }
            try bytes.sweep(keeping: owned)
            return shelf
        }
        try shelf.close()
        try bytes.clear()
        try bytes.prepare()
        return try Shelf(bytes, dialect: settings.dialect, now: settings.now)
    }

    private func application(
        _ shelf: Shelf, _ pipeline: Pipeline, _ bucket: BucketRoute,
        _ onRunning: @escaping @Sendable (_ base: String) async -> Void
    ) throws -> Application<Door> {
        let scheme = settings.tls == nil ? "http" : "https"
        let faults = FaultBook(settings.faults)
        let door = Door(
            shelf: shelf, pipeline: pipeline, faults: faults, api: APIDoor(shelf, scheme: scheme),
            uploads: UploadRoute(shelf), bucket: bucket)
        let host = settings.host
        return Application(
            responder: door,
            server: try serverBuilder(),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: settings.port), serverName: nil),
            onServerRunning: { channel in
                await onRunning(
                    "\(scheme)://\(Self.shown(host)):\(channel.localAddress?.port ?? 0)")
            },
            logger: settings.logger)
    }

    /// A host as it stands in an address; a server on all interfaces is found on loopback.
    private static func shown(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }

    private func serverBuilder() throws -> HTTPServerBuilder {
        guard let tls = settings.tls else { return .http1() }
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

    private func serve(_ application: Application<Door>) async throws {
        do {
            try await application.run()
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw SandboxError.listen(host: settings.host, port: settings.port, reason: "\(error)")
        }
    }
}
