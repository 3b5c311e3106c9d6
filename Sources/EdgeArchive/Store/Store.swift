package import EdgeCore
package import Foundation

/// The snapshots of one or more organizations, in a directory or a sealed tar: an OCI image layout with commits beside it.
///
/// All methods block on files; call them from `blocking` where many or large files are read.
package struct Store: Sendable, Hashable {
    package let files: StoreFiles

    package var path: String { files.root }

    /// The paths of its files, as errors name them.
    package var layout: Layout { Layout(path) }

    /// Held as long as anybody holds this value.
    private let use: StoreUse?

    /// Takes a path for a store without a look at it; only validation, which judges `ferry.json` itself, does that.
    /// - Throws: `ArchiveError.locked` while another process prunes it.
    package init(unchecked path: String) throws(ArchiveError) {
        files = try Self.files(at: path)
        switch files {
        case .directory(let layout): use = try StoreUse(of: layout)
        case .sealed: use = nil
        }
    }

    package static func == (left: Store, right: Store) -> Bool { left.files == right.files }

    package func hash(into hasher: inout Hasher) { hasher.combine(files) }

    /// Runs the body while no other process reads the store, from which things will be taken.
    /// - Throws: `ArchiveError.locked` when one still does after that time.
    func alone<Result>(patience: Duration = .zero, _ body: () throws -> Result) throws -> Result {
        guard let use else { return try body() }
        return try use.alone(patience: patience, body)
    }

    /// Opens a store or a sealed archive for reading; writes nothing.
    /// - Throws: `ArchiveError.nothingThere`, `.noArchive`, `.damaged` or `.unknownFormat`.
    package static func open(at path: String) throws(ArchiveError) -> Store {
        let store = try Store(unchecked: path)
        try store.expectWhole()
        return store
    }

    /// Looks whether this is a store of a known format, or a whole sealed archive.
    /// - Throws: `ArchiveError.noArchive`, `.missing`, `.damaged` or `.unknownFormat`.
    package func expectWhole() throws(ArchiveError) {
        if case .sealed(let tar) = files, let flaw = tar.flaw {
            throw tar.isArchive ? .damaged(file: path, reason: flaw) : .noArchive(path: path)
        }
        guard files.exists(Layout.ferry) else {
            let isStore = [Layout.ociLayout, Layout.snapshots, Layout.blobs].contains { files.exists($0) }
            throw isStore ? .missing(file: files.path(Layout.ferry)) : .noArchive(path: path)
        }
        _ = try ferry()
    }

    private static func files(at path: String) throws(ArchiveError) -> StoreFiles {
        let layout = Layout(path)
        switch kind(of: layout.root) {
        case .none: throw .nothingThere(path: path)
        case .some(S_IFREG): return .sealed(try SealedTar(path))
        case .some(S_IFDIR): return .directory(layout)
        case .some: throw .noArchive(path: path)
        }
    }

    /// The places to write to.
    /// - Throws: `ArchiveError.sealed`: nothing is ever added to a sealed archive.
    func writable() throws(ArchiveError) -> Layout {
        guard case .directory(let layout) = files else { throw .sealed(path: path) }
        return layout
    }

    /// Makes a store in a new or empty directory; begun and not finished by a killed run, it is finished.
    /// - Parameter id: Random text that no other store has.
    /// - Throws: `ArchiveError.occupied` when something else is there.
    package static func create(at path: String, id: String) throws(ArchiveError) -> Store {
        let layout = Layout(path)
        guard !StoredFile.exists(layout.path(Layout.ferry)), isFree(layout.root) else {
            throw .occupied(path: path)
        }
        let folders = [Layout.work, Layout.staging, Layout.provenance, Layout.blobs, Layout.snapshots]
        for folder in folders { try DurableFile.makeDirectory(layout.path(folder)) }
        let lock = try StoreLock(layout)
        defer { withExtendedLifetime(lock) {} }
        // Another process may have made it between the look and the lock.
        guard !StoredFile.exists(layout.path(Layout.ferry)) else { throw .occupied(path: path) }
        let ferry = Ferry(store: id)
        let files =
            CarriedTexts.all.sorted { $0.key < $1.key } + [
                (Layout.ociLayout, Data(ArchiveFormat.ociLayout.utf8)),
                (Layout.index, Views.index([])), (Layout.sums, Views.sums([], needing: [], ferry)),
                (Layout.ferry, Data(ferry.text.utf8)),
            ]
        // `ferry.json` comes last: before it the directory is no store.
        for (name, bytes) in files {
            try DurableFile.write(bytes, to: layout.path(name), by: layout.path("work/new.partial"))
        }
        return try Store(unchecked: path)
    }

    /// Opens the store at a path, or makes one when nothing is there.
    package static func openOrCreate(at path: String, id: String) throws(ArchiveError) -> Store {
        do throws(ArchiveError) {
            let store = try open(at: path)
            _ = try store.writable()
            return store
        } catch .nothingThere, .noArchive {
            return try create(at: path, id: id)
        } catch .missing where isFree(Layout(path).root) {
            return try create(at: path, id: id)
        }
    }

    /// What `ferry.json` says, held against itself.
    package func ferry() throws(ArchiveError) -> Ferry {
        try Ferry(
            reading: try files.read(Layout.ferry, limit: ArchiveLimits.small), file: files.path(Layout.ferry))
    }

    /// The places of all commits, oldest first; foreign files are passed over.
    package func commitFiles() throws(ArchiveError) -> [CommitFile] {
        var files: [CommitFile] = []
        for organization in try names(in: Layout.snapshots) where NamePattern.word.accepts(organization) {
            let folder = "\(Layout.snapshots)/\(organization)"
            files += try names(in: folder).compactMap { CommitFile(path: "\(folder)/\($0)") }
        }
        return files.sorted()
    }

    /// Reads one commit and holds it against its name.
    package func commit(_ file: CommitFile) throws(ArchiveError) -> Commit {
        let path = files.path(file.path)
        let commit = try Commit(
            reading: try files.read(file.path, limit: ArchiveLimits.small), file: path)
        guard commit.fileName == file.name, commit.config.organization == file.organization else {
            throw .damaged(file: path, reason: "its content does not match its name")
        }
        return commit
    }

    /// All snapshots, oldest first.
    package func snapshots() throws(ArchiveError) -> [SnapshotSummary] {
        var summaries: [SnapshotSummary] = []
        for file in try commitFiles() { summaries.append(SnapshotSummary(try commit(file))) }
        return summaries
    }

    /// Opens one snapshot.
    /// - Throws: `ArchiveError.noSnapshot`, `.ambiguous`, or what is wrong with its files.
    package func archive(_ reference: SnapshotReference) throws(ArchiveError) -> Archive {
        try Archive(self, try commit(try file(reference)))
    }

    /// The place of the snapshot that a reference means.
    package func file(_ reference: SnapshotReference) throws(ArchiveError) -> CommitFile {
        let files = try commitFiles()
        let found: CommitFile?
        switch reference {
        case .latest:
            let organizations = Set(files.map(\.organization.text)).sorted()
            guard organizations.count < 2 else { throw .ambiguous(store: path, organizations: organizations) }
            found = files.last
        case .latestOf(let organization): found = files.last { $0.organization == organization }
        case .id(let id): found = files.first { $0.id == id }
        }
        guard let found else { throw .noSnapshot(store: path, reference: reference.description) }
        return found
    }

    /// All bytes of a small blob, held against its descriptor.
    package func read(_ descriptor: Descriptor, limit: Int = ArchiveLimits.small) throws(ArchiveError) -> Data
    {
        try check(descriptor)
        let bytes = try files.read(Layout.blob(descriptor.digest), limit: limit)
        guard Digest(of: bytes) == descriptor.digest else {
            throw .damaged(file: layout.blob(descriptor.digest), reason: "its SHA-256 is not its name")
        }
        return bytes
    }

    /// Looks whether a blob is there with the size that its descriptor gives.
    package func check(_ descriptor: Descriptor) throws(ArchiveError) { _ = try slice(descriptor) }

    /// Where the bytes of a blob lie; its size is that of its descriptor, its digest is not looked at.
    package func slice(_ descriptor: Descriptor) throws(ArchiveError) -> FileSlice {
        let slice = try files.slice(Layout.blob(descriptor.digest))
        guard slice.size == descriptor.size else {
            throw .damaged(
                file: layout.blob(descriptor.digest),
                reason: "\(slice.size) bytes in place of \(descriptor.size)")
        }
        return slice
    }

    /// Reads a manifest of the given artifact type.
    package func manifest(_ descriptor: Descriptor, type: String) throws(ArchiveError) -> Manifest {
        let file = layout.blob(descriptor.digest)
        return try Manifest(try readJSON(try read(descriptor), file: file), artifactType: type, file: file)
    }

    /// The names in a folder of the store, sorted; a missing folder has none.
    package func names(in folder: String) throws(ArchiveError) -> [String] { try files.names(in: folder) }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }

    /// True for nothing, an empty directory, and what a killed `create` leaves.
    private static func isFree(_ path: String) -> Bool {
        let begun = [
            Layout.ociLayout, Layout.formatText, Layout.reader, Layout.index, Layout.sums, "blobs",
            Layout.snapshots,
            Layout.work,
        ]
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            // What cannot be listed does not exist, or making a folder in it will say why not.
            return true
        }
        let store = Layout(path)
        let hasContent = [store.path(Layout.blobs), store.path(Layout.snapshots)].contains {
            (try? FileManager.default.contentsOfDirectory(atPath: $0))?.isEmpty == false
        }
        return names.allSatisfy { begun.contains($0) } && !hasContent
    }
}
