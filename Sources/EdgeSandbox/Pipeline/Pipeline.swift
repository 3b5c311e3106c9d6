import EdgeCore
import GRDB

/// Carries imports through their stages, one at a time per app, and downloads side by side.
///
/// All state is in the database: after a kill, a stage that was running runs again.
actor Pipeline {
    private let shelf: Shelf
    private let works: Works
    private let stageTime: Duration
    private let courier: Courier
    private var busy: Set<String> = []
    private let wakes: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    init(_ shelf: Shelf, works: Works, stageTime: Duration, courier: Courier) {
        self.courier = courier
        self.shelf = shelf
        self.works = works
        self.stageTime = stageTime
        (wakes, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        wakeUp.yield()
    }

    /// Says that there may be something to do.
    nonisolated func wake() {
        wakeUp.yield()
        courier.wake()
    }

    /// Works until it is cancelled, or until the database fails.
    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            for await _ in wakes {
                if try await shelf.read({ try $0.hasOldFiles() }) {
                    try await shelf.write { try $0.removeOldFiles() }
                }
                for (id, lane) in try await shelf.read({ try $0.runnable() }) where take(lane) {
                    group.addTask {
                        do {
                            try await self.carry(id, stageTime: self.stageTime)
                        } catch {
                            // Else the loop would wait on, and the sandbox would live without a pipeline.
                            self.wakeUp.finish()
                            throw error
                        }
                        await self.free(lane)
                    }
                }
            }
        }
    }

    /// Wakes itself from time to time, for what is due when nobody calls.
    nonisolated func tick(every interval: Duration) async throws {
        while true {
            try await Task.sleep(for: interval)
            wake()
        }
    }

    /// Works without delays until nothing is left: for seeds, which are whole before the sandbox is ready.
    func drain() async throws {
        while let next = try await shelf.read({ try $0.runnable().first }) {
            try await carry(next.id, stageTime: .zero)
        }
    }

    private func take(_ lane: String) -> Bool { busy.insert(lane).inserted }

    private func free(_ lane: String) {
        busy.remove(lane)
        wake()
    }

    /// Takes one import as far as it goes alone: a download to its whole tar, a tar to its end.
    nonisolated private func carry(_ id: Int64, stageTime: Duration) async throws {
        while let item = try await shelf.write({ try $0.start(id) }) {
            courier.wake()
            if stageTime > .zero { try await Task.sleep(for: stageTime) }
            let outcome = try await works.perform(item)
            try await shelf.write { try $0.finish(item, outcome) }
            courier.wake()
            // Its app's lane takes over, in the order in which tars became whole.
            if item.stage == .dltar { return }
        }
    }
}

extension Ledger {
    /// The import, its task now running; nil when it has ended or its app is gone.
    fileprivate func start(_ id: Int64) throws -> ImportRow? {
        guard let item = try item(id), item.stage.isWork, item.stage != .upload else { return nil }
        try startTask(of: item)
        return item
    }

    /// Books what a stage has brought and opens the next one.
    fileprivate func finish(_ before: ImportRow, _ outcome: Outcome) throws {
        // The app can have been deleted meanwhile.
        guard let item = try item(before.id), item.stage == before.stage else { return }
        switch outcome {
        case .failed(let details): return try fail(item, details)
        case .published(let places, let troubles):
            try bookPublication(of: item, at: places)
            try setTroubles(troubles, of: item.app, in: item.organization)
            if !troubles.isEmpty { return try fail(item, troubles) }
            try withdrawEvicted(of: item.app, in: item.organization)
        case .fetched, .read, .made: break
        }
        try closeTask(of: item, state: .done)
        switch outcome {
        case .fetched: try complete(item.id)
        case .read(let size, let digest):
            try setNumber(try addBuild(of: item, size: size, sha256: digest), of: item.id)
        case .made, .published, .failed: break
        }
        try announce(.end, item.stage, of: item)
        let older = try builds(of: item.app, in: item.organization).count > 1
        try move(item, to: item.stage.next(hasOlderBuilds: older))
    }

    /// Ends an import; its tar goes with it unless the build exists, which then is only not published.
    private func fail(_ item: ImportRow, _ details: JSONObject) throws {
        try announce(
            .error, item.stage, of: item, exception: WebhookEvent.exception(of: item.stage, details))
        try end(item, details)
    }

    /// Leaves an app in error: its build exists, and is missing at some places.
    private func fail(_ item: ImportRow, _ troubles: [Trouble]) throws {
        for trouble in troubles {
            try announce(
                .error, .deploy, of: item, exception: ["error": .string(trouble.reason)],
                deployment: trouble.deployment.isEmpty ? nil : trouble.deployment)
        }
        let reasons = troubles.map(\.text).joined(separator: "; ")
        try end(item, ["exitCode": 1, "exception": .string(reasons)])
    }

    private func end(_ item: ImportRow, _ details: JSONObject) throws {
        try closeTask(of: item, state: .failed, details: details)
        try move(item, to: .failed)
        guard item.number == nil else { return }
        afterCommit { [bytes] in bytes.removeTar(of: item.id) }
    }

    /// Notes where a build now is.
    private func bookPublication(of item: ImportRow, at places: [String]) throws {
        guard let number = item.number else { return }
        for place in places where try place.isEmpty || exists(.deployment, place, in: item.organization) {
            try database.execute(
                sql: """
                    INSERT OR IGNORE INTO publication (organization, deployment, app, number)
                    VALUES (?, ?, ?, ?)
                    """, arguments: [item.organization, place, item.app, number])
            if !place.isEmpty { try announce(.begin, .deploy, of: item, deployment: place) }
        }
    }
}
