package import EdgeCore
import Foundation

/// Carries snapshots into a store: what is missing, or was found damaged there, is copied and held against its digest,
/// and each commit comes after all that it names.
///
/// It holds the lock of the store. A killed one leaves blobs that nobody names yet; the next one finds them there.
/// A store that is its own source is read and verified in place: that is how `adopt` works.
package actor Carriage {
    private let source: Store
    private let target: Store
    private let layout: Layout
    private let lock: StoreLock
    private let meter: Meter
    private var report: CarryReport
    /// What was read of the source, once for all snapshots, which share most of it.
    private var lists: BuildLists
    private var needed: NeededBlobs
    /// Blobs that are in the target.
    private var seen: Set<Digest> = []
    /// Blobs that a validation of the target found damaged or lost, and that were not carried since.
    private var damaged: Set<Digest>
    /// What the source needs for the snapshots that were asked whether one of them is hit.
    private var surveyed: NeededBlobs

    /// - Throws: `ArchiveError.locked` while another process writes into the store, `.sealed` for a sealed archive.
    package init(from source: Store, into target: Store, _ meter: Meter) throws(ArchiveError) {
        self.source = source
        self.target = target
        lists = BuildLists(source)
        needed = NeededBlobs(source)
        surveyed = NeededBlobs(source)
        // What is adopted has no other place to come from.
        damaged = source == target ? [] : target.blobsKnownDamaged()
        self.meter = meter
        layout = try target.writable()
        lock = try StoreLock(layout)
        report = CarryReport(store: target.path)
        try DurableFile.makeDirectory(layout.path(Layout.blobs))
        try target.settleBlobs()
        try target.clearPartialFiles()
    }

    /// Carries the snapshots, oldest first, and writes the views.
    ///
    /// A snapshot that the target has is looked through only where a validation found something of it damaged. One that
    /// the source does not hold whole is left out and named in the report.
    /// - Parameter isThorough: Looks through snapshots that the target has already, and carries what they lack.
    package func carry(_ files: [CommitFile], isThorough: Bool) async throws
        -> CarryReport
    {
        for file in files.sorted() {
            let isPresent = (try? target.commit(file)) != nil
            try await attempt(file.id) {
                if isPresent, !isThorough, try await !self.isHit(file) { return await self.pass(over: file) }
                try await self.carry(try self.source.commit(file))
            }
        }
        try await writeViews()
        return report
    }

    private func pass(over file: CommitFile) { report.present.append(file.id) }

    /// Whether the target has a snapshot damaged, as far as a validation said and nothing was carried since.
    private func isHit(_ file: CommitFile) async throws -> Bool {
        guard !damaged.isEmpty else { return false }
        (lists, surveyed) = try await survey(try source.commit(file), surveyed)
        return damaged.contains { surveyed.blobs[$0] != nil }
    }

    private func survey(_ commit: Commit, _ before: NeededBlobs) async throws -> (BuildLists, NeededBlobs) {
        let (source, lists) = (source, lists)
        return try await blocking("survey") { _ in
            var (lists, needed) = (lists, before)
            try needed.add(try Archive(source, commit, &lists))
            return (lists, needed)
        }
    }

    /// Carries one snapshot.
    func carry(_ commit: Commit) async throws {
        (lists, needed) = try await survey(commit, needed)
        let blobs = needed.blobs.values.filter { !seen.contains($0.digest) }.sorted { $0.digest < $1.digest }
        meter.begin("carrying \(commit.config.organization) of \(Timestamp.text(commit.config.created))")
        meter.expect(bytes: blobs.reduce(0) { $0 + $1.size }, objects: blobs.count)
        let (source, target, layout, meter, damaged) = (source, target, layout, meter, damaged)
        let copied = try await mapBounded(blobs, limit: ProcessInfo.processInfo.activeProcessorCount) {
            blob in
            try await blocking("carry") {
                try Self.bring(blob, from: source, to: target, layout, replacing: damaged, $0, meter)
                    ? blob : nil
            }
        }.compactMap(\.self)
        seen.formUnion(blobs.map(\.digest))
        self.damaged.subtract(seen)
        report.blobs += copied.count
        report.bytes += copied.reduce(0) { $0 + $1.size }
        report.healed += copied.count { damaged.contains($0.digest) }
        let isNew = try await blocking("commit") { _ in try target.publish(commit) }
        if isNew { report.carried.append(commit.id) } else { report.present.append(commit.id) }
    }

    /// Runs the body; what is wrong with the source's files is noted, everything else ends the run.
    func attempt(_ snapshot: String, _ body: @Sendable () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error as ArchiveError {
            switch error {
            case .damaged, .missing:
                report.failures.append(CarryReport.Failure(snapshot: snapshot, error: error))
            default: throw error
            }
            // A snapshot after it needs less than both.
            (needed, surveyed) = (NeededBlobs(source), NeededBlobs(source))
        }
    }

    func writeViews() async throws {
        let target = target
        try await blocking("views") { _ in try target.writeViews() }
    }

    func current() -> CarryReport { report }

    /// - Parameter distrusted: What the target has of these is replaced.
    /// - Returns: Whether the blob was copied.
    private static func bring(
        _ blob: Descriptor, from source: Store, to target: Store, _ layout: Layout,
        replacing distrusted: Set<Digest>, _ cancellation: Cancellation, _ meter: Meter
    ) throws -> Bool {
        let file = source.layout.blob(blob.digest)
        func damaged() -> ArchiveError { .damaged(file: file, reason: "its SHA-256 is not its name") }
        defer { meter.add(objects: 1) }
        if source == target {
            let digest = try StoredFile.digest(of: try source.slice(blob), cancellation) {
                meter.add(bytes: Int64($0.count))
            }
            guard digest == blob.digest else { throw damaged() }
            return false
        }
        // Not there, or cut, is both missing.
        if !distrusted.contains(blob.digest), (try? target.check(blob)) != nil {
            meter.add(bytes: blob.size)
            return false
        }
        let staged = layout.path("\(Layout.work)/\(blob.digest.hex).partial")
        let digest = try BlobIntake.copy(try source.slice(blob), to: staged, cancellation, meter)
        guard digest == blob.digest else {
            unlink(staged)
            throw damaged()
        }
        try BlobIntake(layout: layout).adopt(staged, blob.digest)
        return true
    }
}
