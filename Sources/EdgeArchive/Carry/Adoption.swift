package import EdgeCore
import Foundation

/// Makes an OCI layout that other tools carried, or a store that lost commits, a whole store again.
///
/// The tags of `index.json` say which snapshots there are; their commits are made again, byte for byte, from the
/// manifests and configs. Nothing is copied: every blob is verified where it is, and the commit comes last.
package struct Adoption: Sendable {
    private let store: Store
    private let storeID: String
    private let meter: Meter

    /// - Parameter id: Random text for a store that has no `ferry.json` of its own.
    /// - Throws: `ArchiveError.nothingThere`, `.noArchive` for something else than an OCI layout, `.sealed`.
    package init(at path: String, id: String, _ meter: Meter) throws(ArchiveError) {
        store = try Store(unchecked: path)
        _ = try store.writable()
        guard store.files.exists(Layout.index), store.files.exists(Layout.blobs) else {
            throw .noArchive(path: path)
        }
        storeID = id
        self.meter = meter
    }

    /// Verifies, makes what is missing, and says which snapshots are whole now.
    ///
    /// With a snapshot that is not whole `index.json` stays as it is: its tags are needed when the rest has come.
    package func run() async throws -> CarryReport {
        let store = store
        let carriage = try Carriage(from: store, into: store, meter)
        let tags = try await blocking("tags") { _ in try store.tags() }
        guard !tags.isEmpty else { throw ArchiveError.nothingToAdopt(path: store.path) }
        try await blocking("store") { _ in try writeStoreFiles() }
        for tag in tags {
            try await carriage.attempt(tag.name) {
                guard let commit = try store.commit(of: tag) else { return }
                try await carriage.carry(commit)
            }
        }
        let report = await carriage.current()
        if report.carried.isEmpty, report.present.isEmpty, report.failures.isEmpty {
            throw ArchiveError.nothingToAdopt(path: store.path)
        }
        if report.failures.isEmpty { try await carriage.writeViews() }
        return report
    }

    /// Writes what makes a directory a store, where it is missing or damaged.
    private func writeStoreFiles() throws(ArchiveError) {
        var files = [Layout.ociLayout: Data(ArchiveFormat.ociLayout.utf8)]
        do throws(ArchiveError) {
            // A store of another version is refused, and never made one of this.
            let named = try store.ferry().texts
            let own = CarriedTexts.all.filter { named[$0.key] == Digest(of: $0.value) }
            files.merge(own) { first, _ in first }
        } catch .missing, .damaged {
            files.merge(CarriedTexts.all) { first, _ in first }
            files[Layout.ferry] = Data(Ferry(store: storeID).text.utf8)
        }
        let layout = store.layout
        try DurableFile.makeDirectory(layout.path(Layout.snapshots))
        for (name, bytes) in files where (try? store.files.read(name, limit: ArchiveLimits.small)) != bytes {
            try DurableFile.write(bytes, to: layout.path(name), by: layout.path("work/new.partial"))
        }
    }
}
