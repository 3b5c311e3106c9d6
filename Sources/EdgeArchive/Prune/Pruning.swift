package import EdgeCore
package import Foundation

/// Removes snapshots that no rule keeps, and the blobs that only they need.
///
/// A kept snapshot whose manifests cannot be read stops it before anything is removed: what that one needs is not known.
package struct Pruning: Sendable {
    private let store: Store
    private let retention: Retention
    /// Ids of snapshots that go whatever the rules say.
    private let forgotten: Set<String>
    private let grace: Duration
    private let patience: Duration
    private let now: Date

    /// - Parameters:
    ///   - forgotten: Ids of snapshots to remove in any case, whole or not.
    ///   - grace: Blobs that no snapshot ever named stay so long after they were written.
    ///   - patience: How long to wait for readers to end.
    package init(
        _ store: Store, _ retention: Retention, forgetting forgotten: Set<String> = [], grace: Duration,
        patience: Duration = .zero, now: Date
    ) {
        self.store = store
        self.retention = retention
        self.forgotten = forgotten
        self.grace = grace
        self.patience = patience
        self.now = now
    }

    /// What would go; writes nothing and takes no lock.
    /// - Throws: `ArchiveError.noSnapshot` for an id to forget that is not there, or what is wrong with a kept snapshot.
    package func plan() throws(ArchiveError) -> PrunePlan {
        var plan = PrunePlan(store: store.path)
        var commits: [(file: CommitFile, commit: Commit)] = []
        for file in try store.commitFiles() {
            if forgotten.contains(file.id) {
                plan.removed.append(file)
            } else {
                commits.append((file, try store.commit(file)))
            }
        }
        let reasons = retention.reasons(
            commits.map { SnapshotSummary($0.commit) }, damaged: store.snapshotsFoundDamaged())
        plan.removed += commits.map(\.file).filter { reasons[$0.id] == nil }
        plan.removed.sort()
        plan.kept = commits.compactMap { _, commit in
            reasons[commit.id].map { PrunePlan.Kept(snapshot: SnapshotSummary(commit), reasons: $0) }
        }
        let kept = commits.map(\.commit).filter { reasons[$0.id] != nil }
        let lost = try lostCommits(&plan, besides: Set(commits.map(\.commit.manifest.digest)))
        try checkForgotten(plan)
        try addBlobs(to: &plan, keeping: kept + lost)
        return plan
    }

    /// Removes what `plan` says, views first and blobs last; killed at any moment, the next one goes on.
    ///
    /// Blocks.
    /// - Throws: `ArchiveError.locked` while another process writes into the store or reads it.
    package func run(_ cancellation: Cancellation, _ meter: Meter) throws -> PrunePlan {
        let layout = try store.writable()
        let lock = try StoreLock(layout)
        defer { withExtendedLifetime(lock) {} }
        return try store.alone(patience: patience) {
            let plan = try plan()
            meter.begin("pruning")
            meter.expect(bytes: plan.bytes, objects: plan.blobs.count)
            try store.clearPartialFiles()
            try cancellation.check()
            try writeViews(plan, layout)
            age(plan.blobs.keys)
            for file in plan.removed {
                try cancellation.check()
                try remove(layout.path(file.path))
            }
            // Commits are gone for good before the first blob goes.
            for organization in Set(plan.removed.map(\.organization)) {
                try DurableFile.sync(layout.path("\(Layout.snapshots)/\(organization)"))
            }
            for (digest, bytes) in plan.blobs.sorted(by: { $0.key < $1.key }) {
                try cancellation.check()
                try remove(layout.blob(digest))
                meter.add(bytes: bytes, objects: 1)
            }
            try store.settleBlobs()
            return plan
        }
    }

    /// A full disk is why many a prune is run: the chunk index is only a cache, and makes room for the new views.
    private func writeViews(_ plan: PrunePlan, _ layout: Layout) throws(ArchiveError) {
        do throws(ArchiveError) {
            try store.writeViews(without: plan.removed, plan.forgottenTags)
        } catch {
            guard case .file(_, _, let code) = error, code == ENOSPC || code == EDQUOT else { throw error }
            try remove(layout.path(Layout.chunkIndex))
            try store.writeViews(without: plan.removed, plan.forgottenTags)
        }
    }

    /// Blobs that go are old from here on: killed among them, the next prune ends it whatever the grace.
    func age(_ blobs: some Sequence<Digest>) {
        // What belongs to somebody else stays young, and goes later.
        let epoch = [timespec(), timespec()]
        for blob in blobs { utimensat(AT_FDCWD, store.layout.blob(blob), epoch, AT_SYMLINK_NOFOLLOW) }
    }

    private func remove(_ path: String) throws(ArchiveError) {
        guard unlink(path) == 0 || errno == ENOENT else {
            throw .file(path: path, doing: "remove", code: errno)
        }
    }

    /// Snapshots that the index names and that `adopt` could make again.
    private func lostCommits(
        _ plan: inout PrunePlan, besides manifests: Set<Digest>
    ) throws(ArchiveError) -> [Commit] {
        var commits: [Commit] = []
        for tag in store.lostTags(besides: manifests) {
            if forgotten.contains(String(tag.name.suffix(12))) {
                plan.forgottenTags.insert(tag.name)
            } else if let commit = try store.commit(of: tag) {
                plan.lost.append(tag.name)
                commits.append(commit)
            }
        }
        return commits
    }

    private func checkForgotten(_ plan: PrunePlan) throws(ArchiveError) {
        let found = Set(plan.removed.map(\.id) + plan.forgottenTags.map { String($0.suffix(12)) })
        if let unknown = forgotten.subtracting(found).min() {
            throw .noSnapshot(store: store.path, reference: unknown)
        }
    }

    private func addBlobs(to plan: inout PrunePlan, keeping commits: [Commit]) throws(ArchiveError) {
        var (lists, needed) = (BuildLists(store), NeededBlobs(store))
        for commit in commits { try needed.add(try Archive(store, commit, &lists)) }
        // What a snapshot named that goes is nobody's unfinished work.
        var freed = NeededBlobs(store)
        for file in plan.removed {
            guard let commit = try? store.commit(file), let archive = try? Archive(store, commit, &lists)
            else { continue }
            try? freed.add(archive)
        }
        let youngest = now.timeIntervalSince1970 - TimeInterval(grace.components.seconds)
        for name in try store.names(in: Layout.blobs) {
            // A file of another name is not ours to remove.
            guard let digest = Digest(name), needed.blobs[digest] == nil else { continue }
            var status = stat()
            guard lstat(store.layout.blob(digest), &status) == 0 else { continue }
            if freed.blobs[digest] != nil || TimeInterval(status.st_mtim.tv_sec) <= youngest {
                plan.blobs[digest] = Int64(status.st_size)
            } else {
                plan.young += 1
                plan.youngBytes += Int64(status.st_size)
            }
        }
    }
}
