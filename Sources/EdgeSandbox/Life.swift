import EdgeCore
import EdgeHTTP

/// The state of a sandbox from its start, or its last reset, on, and what works on it.
struct Life: Sendable {
    let shelf: Shelf
    let pipeline: Pipeline
    private let courier: Courier
    let api: APIDoor
    let uploads: UploadRoute
    let bucket: BucketRoute
    let report: SandboxReport
    private let sweepInterval: Duration

    /// Opens the data folder, and sows the seed when there is none in it.
    init(_ settings: SandboxSettings, _ addresses: Addresses, _ faults: FaultBook) async throws {
        shelf = try await Self.openShelf(settings)
        sweepInterval = settings.sweepInterval
        courier = Courier(shelf, reach: settings.webhooks, pause: settings.webhookPause)
        pipeline = Pipeline(
            shelf, works: Works(shelf: shelf, transport: Transport(settings.fetching), faults: faults),
            stageTime: settings.stageTime, courier: courier)
        if try await shelf.read({ try $0.setting(Seeding.mark) }) == nil {
            try await Seeding(shelf: shelf, pipeline: pipeline).sow(settings.seed)
        }
        let token = try await shelf.write { ledger in
            try ledger.setting("bucketToken") { randomText() }
        }
        bucket = BucketRoute(shelf: shelf, token: token)
        uploads = UploadRoute(shelf)
        api = APIDoor(shelf, addresses, settings.gateway.profile)
        report = SandboxReport(addresses, bucket, try await SandboxReport.accounts(shelf))
    }

    /// Works in the background until it is cancelled, or until the database fails.
    func work() async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await pipeline.run() }
            group.addTask { try await courier.run() }
            group.addTask { try await pipeline.tick(every: sweepInterval) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Opens the data folder; a seed that a kill has cut short is thrown away and begins anew.
    private static func openShelf(_ settings: SandboxSettings) async throws -> Shelf {
        let bytes = ByteFolder(root: settings.dataFolder)
        try bytes.prepare()
        let shelf = try open(bytes, settings)
        let isWhole = try await shelf.read { try $0.setting(Seeding.mark) != nil }
        if isWhole {
            let owned = try await shelf.read { try $0.ownersOfTars() }
            try bytes.sweep(keeping: owned)
            return shelf
        }
        try shelf.close()
        try bytes.clear()
        try bytes.prepare()
        return try open(bytes, settings)
    }

    private static func open(_ bytes: ByteFolder, _ settings: SandboxSettings) throws -> Shelf {
        try Shelf(bytes, dialect: settings.dialect, removalDelay: settings.removalDelay, now: settings.now)
    }
}
