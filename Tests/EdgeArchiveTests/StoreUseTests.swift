import EdgeCore
import Foundation
import Synchronization
import TestKit
import Testing

@testable import EdgeArchive

@Suite struct StoreUseTests {
    private func prune(_ path: String) async throws {
        try await blocking("prune") {
            _ = try Pruning(Store.open(at: path), Retention([.last: 1]), grace: .zero, now: Date())
                .run($0, Meter())
        }
    }

    @Test func `nothing leaves a store that somebody reads, until the reader is gone`() async throws {
        try await withTemporaryFolder { folder in
            let path = try await Sample.store(in: folder).0.path
            var reader: Archive? = try Store.open(at: path).archive(.latest)
            #expect(reader?.builds.count == 2)
            await #expect(throws: ArchiveError.locked(store: path, by: .reader)) { try await prune(path) }
            withExtendedLifetime(reader) {}
            reader = nil
            try await prune(path)
        }
    }

    @Test func `a reader that ends soon is waited for`() async throws {
        try await withTemporaryFolder { folder in
            let path = try await Sample.store(in: folder).0.path
            let pruned = try Store.open(at: path)
            let reader = Mutex<Store?>(try Store.open(at: path))
            async let ended: Void = Task.detached {
                try await Task.sleep(for: .milliseconds(100))
                reader.withLock { $0 = nil }
            }.value
            let isAlone = try await blocking("alone") { _ in
                try pruned.alone(patience: .seconds(60)) { true }
            }
            try await ended
            #expect(isAlone)
        }
    }

    @Test func `nor one into which somebody writes`() async throws {
        try await withTemporaryFolder { folder in
            let (store, _) = try await Sample.store(in: folder)
            let path = store.path
            let writer = try Sample.writer(store)
            await #expect(throws: ArchiveError.locked(store: path, by: .writer)) { try await prune(path) }
            await writer.close()
        }
    }

    @Test func `while it is pruned nobody opens it`() async throws {
        try await withTemporaryFolder { folder in
            let path = try await Sample.store(in: folder).0.path
            let pruned = try Store.open(at: path)
            let isLocked = try pruned.alone {
                #expect(throws: ArchiveError.locked(store: path, by: .pruner)) { try Store.open(at: path) }
                return true
            }
            #expect(isLocked)
            _ = try Store.open(at: path)
        }
    }

    @Test func `readers of a store that nobody may write do not disturb each other`() async throws {
        try await withTemporaryFolder { folder in
            let path = try await Sample.store(in: folder).0.path
            #expect(chmod(Layout(path).path(Layout.ferry), 0o444) == 0)
            let (one, other) = (try Store.open(at: path), try Store.open(at: path))
            #expect(try one.snapshots() == other.snapshots())
        }
    }
}
