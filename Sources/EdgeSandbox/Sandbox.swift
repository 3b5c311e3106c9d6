import EdgeCore
package import EdgeHTTP

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
        let faults = FaultBook(settings.faults)
        let lives = Lives(settings, faults)
        let gateway = Gateway(settings.gateway, settings.dialect)
        let control = ControlDoor(lives: lives, faults: faults, gateway: gateway)
        let api = try Listener(
            Door(
                lives: lives, faults: faults, gateway: gateway, control: control,
                dialect: settings.dialect), settings,
            port: settings.port)
        let storage = try Listener(
            StorageDoor(lives: lives, faults: faults, dialect: settings.dialect), settings,
            port: settings.uploadPort)
        try await withThrowingTaskGroup { group in
            group.addTask { try await api.run() }
            group.addTask { try await storage.run() }
            group.addTask { await gateway.backstage.run() }
            group.addTask {
                // A listener that gives no port has failed, and its own error is thrown.
                guard let apiPort = await api.port(), let storagePort = await storage.port() else { return }
                let addresses = Addresses(settings, api: apiPort, storage: storagePort)
                try await lives.run(addresses) { await onReady($0) }
            }
            var failure: any Error = CancellationError()
            while let outcome = await group.nextResult() {
                group.cancelAll()
                if case .failure(let error) = outcome, failure is CancellationError { failure = error }
            }
            throw failure
        }
    }
}
