package import EdgeCore
package import Foundation

/// Writes one snapshot into a store; until `commit()` nothing of it can be seen.
///
/// It holds the store's lock from its making to `commit()` or `close()`. A killed writer leaves notes and half files in `work/`
/// and blobs that nobody names; the next one uses them.
package actor SnapshotWriter {
    package nonisolated let store: Store
    package nonisolated let organization: OrganizationName
    /// Nil once the writer is closed.
    private var lock: StoreLock?
    private let mask: Mask
    private var config: SnapshotConfig
    private var layers: [Kind: Descriptor] = [:]
    /// By their names.
    private var builds: [String: ArchivedBuild] = [:]
    private let representation: BuildRepresentation
    private var index: ChunkIndex?
    /// Blobs that validation found damaged and that were not stored again since: what they held is read again.
    private var damaged: Set<Digest>
    /// The config of all build manifests, once it is there for sure.
    private var emptyConfig: Descriptor?
    private var smallBlobs = 0
    private let executor = QueueExecutor("snapshot")

    package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: `ArchiveError.locked` while another process writes into the store, `.sealed` for a sealed archive.
    package init(
        _ store: Store, organization: OrganizationName, source: String, dialect: Dialect,
        builds representation: BuildRepresentation = .standard, now: Date
    ) throws(ArchiveError) {
        let layout = try store.writable()
        self.store = store
        self.organization = organization
        self.representation = representation
        damaged = store.blobsKnownDamaged()
        lock = try StoreLock(layout)
        mask = Mask(dialect)
        config = SnapshotConfig(
            organization: organization, created: now, source: redacted(url: source), dialect: dialect)
        for folder in [Layout.staging, Layout.provenance] {
            try DurableFile.makeDirectory(layout.path("\(folder)/\(organization)"))
        }
        try DurableFile.makeDirectory(layout.path(Layout.blobs))
        try store.settleBlobs()
        try Self.clear(store, organization)
    }

    /// Removes what a killed writer left and nobody can continue; half downloads stay.
    private static func clear(
        _ store: Store, _ organization: OrganizationName
    ) throws(ArchiveError) {
        try store.clearPartialFiles()
        let staging = "\(Layout.staging)/\(organization)"
        let names = try store.names(in: staging)
        for name in names where !name.hasSuffix(Layout.stagedSuffix) {
            // What a download keeps beside its file is worth nothing without it.
            let build = name.firstRange(of: Layout.stagedSuffix).map { String(name[..<$0.upperBound]) }
            let isCompanion = build.map { names.contains($0) } ?? false
            if name.hasSuffix(copySuffix) || !isCompanion { unlink(store.layout.path("\(staging)/\(name)")) }
        }
    }

    private static let copySuffix = ".copy"

    /// Stores all documents of a kind, in any order, without their secrets.
    /// - Throws: `ArchiveError.misnamed` for two of one name, or one whose fields hold another name.
    package func write(_ documents: [Document], kind: Kind) async throws {
        let identity = config.dialect[kind].identity
        var kept: [Document] = []
        var masked: [ObjectID: [JSONPointer]] = [:]
        for document in documents.sorted(by: { precedes($0.name, $1.name) }) {
            guard document.kind == kind, document.fields[identity]?.string == document.name else {
                throw ArchiveError.misnamed(
                    object: document.id.description, reason: "its field \(identity) does not hold its name")
            }
            guard kept.last.map({ precedes($0.name, document.name) }) ?? true else {
                throw ArchiveError.misnamed(
                    object: document.id.description, reason: "the source gave it twice")
            }
            let (document, places) = mask.apply(to: document)
            kept.append(document)
            if !places.isEmpty { masked[document.id] = places }
        }
        let bytes = try DocumentsBlob.encode(kept, kind: kind)
        var layer = try await keep(bytes, type: ArchiveFormat.documentsType)
        layer.annotations = [ArchiveFormat.titleKey: DocumentsBlob.title(kind)]
        layers[kind] = layer
        config.read[kind] = kept.count
        config.unread[kind] = nil
        config.masked.merge(masked) { _, new in new }
    }

    /// States that the source did not give a kind; it is then neither equal nor empty anywhere.
    package func unread(_ kind: Kind, status: Int?, reason: String) {
        config.unread[kind] = UnreadKind(status: status, reason: reason)
        config.read[kind] = nil
        layers[kind] = nil
    }

    /// States that objects changed while they were read, as often as they were read.
    package func fuzzy(_ objects: [ObjectID]) { config.fuzzy += objects }

    /// States how much of something the source holds that no snapshot carries; nil when it does not show it.
    package func notCarried(_ name: String, count: Int?) { config.notCarried[name] = .some(count) }

    /// States that a build of the source could not be had.
    package func missing(_ app: AppName, _ number: SourceBuild, reason: String) {
        config.missingBuilds.append(MissingBuild(app: app, number: number, reason: reason))
    }

    /// Where the tar of a build grows; what a killed run left there is for a resumed download.
    package nonisolated func staging(_ app: AppName, _ number: SourceBuild) -> String {
        store.layout.staged(organization, app, number)
    }

    /// A build whose bytes the store holds from the same place with the same mark; nil when it must be read.
    ///
    /// Nothing is written but a recipe and a manifest where its label is another one. Also takes what a run finished
    /// that was killed before its commit.
    package func known(
        _ app: AppName, _ number: SourceBuild, label: String?, from provenance: Provenance
    ) async throws -> ArchivedBuild? {
        let path = store.layout.provenance(organization, app, number)
        guard let note = ProvenanceNote.read(path, for: provenance) else { return nil }
        // It belongs to every build: damaged, it is made again, and none of them is read again for it.
        _ = try await keepEmptyConfig()
        guard let (recipe, bytes) = store.stored(note, avoiding: damaged) else { return nil }
        let wanted = Recipe(
            app, number, label: label, size: note.size, digest: note.digest, recipe.representation)
        if recipe == wanted { return take(wanted, under: note.manifest) }
        let renamed = try await add(wanted, bytes)
        try self.note(renamed, from: provenance)
        return renamed
    }

    /// The digest that a place had when it was last read for that build, if its mark is still the same.
    package nonisolated func noted(
        _ app: AppName, _ number: SourceBuild, from provenance: Provenance
    ) -> Digest? {
        ProvenanceNote.read(store.layout.provenance(organization, app, number), for: provenance)?.digest
    }

    /// Takes the complete tar at `staging(app, number)` into the store.
    /// - Parameters:
    ///   - hashed: The digest that was computed while the bytes arrived; nil reads the file again.
    ///   - size: What the source announced; another length is `ArchiveError.otherBuild`.
    package func keep(
        _ app: AppName, _ number: SourceBuild, label: String?, hashed: Digest? = nil, size: Int64? = nil,
        from provenance: Provenance? = nil
    ) async throws -> ArchivedBuild {
        let staged = staging(app, number)
        let found = try StoredFile.size(of: staged)
        if let size, size != found { throw otherSize(app, number, announced: size, found: found) }
        if case .chunked(let form) = representation {
            let source = FileSlice(path: staged, size: found)
            let build = try await pack(
                source, app, number, label: label, form, from: provenance, expecting: hashed)
            unlink(staged)
            return build
        }
        let digest: Digest
        if let hashed { digest = hashed } else { digest = try await Self.hash(staged) }
        return try await take(
            staged, app, number, label: label, digest: digest, size: found, from: provenance)
    }

    /// Copies a build from a file of the operator into the store; the file itself is only read.
    package func keep(
        _ app: AppName, _ number: SourceBuild, label: String?, copying source: any ByteSource,
        size: Int64? = nil, from provenance: Provenance? = nil, meter: Meter? = nil
    ) async throws -> ArchivedBuild {
        if let size, size != source.size {
            throw otherSize(app, number, announced: size, found: source.size)
        }
        if case .chunked(let form) = representation {
            return try await pack(source, app, number, label: label, form, from: provenance, meter)
        }
        // Apart from the staging place: a download must never continue a copy.
        let copy = staging(app, number) + Self.copySuffix
        let digest = try await blocking("copy") {
            try BlobIntake.copy(source, to: copy, $0, meter)
        }
        let copied = try StoredFile.size(of: copy)
        guard copied == source.size else {
            throw otherSize(app, number, announced: source.size, found: copied)
        }
        return try await take(copy, app, number, label: label, digest: digest, size: copied, from: provenance)
    }

    /// Makes the snapshot exist, closes the writer, and returns what the snapshot holds.
    package func commit() async throws -> SnapshotSummary {
        let builds = BuildsBlob.sorted(Array(builds.values))
        var list = try await keep(
            try BuildsBlob.encode(builds), type: ArchiveFormat.buildsType)
        list.annotations = [ArchiveFormat.titleKey: BuildsBlob.title]
        config.builds = BuildTotals(builds)
        config.missingBuilds.sort { ($0.app.text, $0.number) < ($1.app.text, $1.number) }
        try takeItsPlace(list)
        let (config, manifest, commit) = try sealed(list)
        _ = try await keep(config, type: ArchiveFormat.configType)
        _ = try await keep(manifest, type: ArchiveFormat.manifestType)
        let store = store
        try await blocking("commit") { _ in
            // A full disk must not leave a snapshot and an error: what takes room comes before the commit.
            let views = try store.stageViews(with: commit)
            do {
                // Not new: the very same state in the same second, and so the very same snapshot.
                _ = try store.publish(commit)
            } catch {
                views.drop()
                throw error
            }
            try views.place()
        }
        close()
        return SnapshotSummary(commit)
    }

    /// Commits are ordered by their second: one of the same second, or of a clock that was set back, comes after the
    /// newest all the same, unless it is that very state.
    private func takeItsPlace(_ list: Descriptor) throws {
        let newest = try store.commitFiles().last { $0.organization == organization }
        guard let newest, let created = newest.created, created >= Timestamp.whole(config.created) else {
            return
        }
        let begun = config.created
        config.created = created
        guard try sealed(list).commit.fileName != newest.name else { return }
        config.created = max(begun, created + 1)
    }

    /// The blobs of config and manifest, and the commit that names them; nothing is written.
    private func sealed(_ list: Descriptor) throws -> (config: Data, manifest: Data, commit: Commit) {
        func described(_ bytes: Data, _ type: String) -> Descriptor {
            Descriptor(mediaType: type, digest: Digest(of: bytes), size: Int64(bytes.count))
        }
        let bytes = try config.json().data
        let manifest = Manifest(
            artifactType: ArchiveFormat.snapshotType, config: described(bytes, ArchiveFormat.configType),
            layers: Kind.allCases.compactMap { layers[$0] } + [list]
        ).json.data
        return (
            bytes, manifest,
            try Commit(config: config, manifest: described(manifest, ArchiveFormat.manifestType))
        )
    }

    /// Gives the store's lock back without a commit; the writer is of no use afterwards.
    ///
    /// Being released does the same, but nobody can say when the last reference to an actor goes.
    package func close() {
        // Not closed, it is only made again.
        try? index?.close()
        (index, lock) = (nil, nil)
    }

    /// Gives the bytes of a tar their name.
    private func take(
        _ staged: String, _ app: AppName, _ number: SourceBuild, label: String?, digest: Digest, size: Int64,
        from provenance: Provenance?
    ) async throws -> ArchivedBuild {
        let build = try await add(
            Recipe(app, number, label: label, size: size, digest: digest, .raw),
            [Descriptor(mediaType: ArchiveFormat.rawType, digest: digest, size: size)])
        try note(build, from: provenance)
        let intake = BlobIntake(layout: store.layout)
        try await blocking("keep") { _ in try intake.adopt(staged, digest) }
        return build
    }

    /// Cuts a tar into chunks and packs those that the store does not have.
    private func pack(
        _ source: any ByteSource, _ app: AppName, _ number: SourceBuild, label: String?, _ form: ChunkedForm,
        from provenance: Provenance?, expecting expected: Digest? = nil, _ meter: Meter? = nil
    ) async throws -> ArchivedBuild {
        let packing = BuildPacking(
            store, try chunkIndex(), form, avoiding: damaged, size: source.size,
            temporary: store.layout.path("\(Layout.work)/pack-\(app)-\(number).partial"))
        let (digest, size, packed) = try await BuildIngest(source, into: packing, form, meter).run()
        guard size == source.size else { throw otherSize(app, number, announced: source.size, found: size) }
        guard expected == nil || digest == expected else {
            throw ArchiveError.otherBuild(
                name: "build/\(app)/\(number)", reason: "its bytes changed on this disk")
        }
        damaged.subtract(packed.packs.map(\.digest))
        let pieces = try await keep(packed.pieces.data, type: ArchiveFormat.piecesType)
        let build = try await add(
            Recipe(
                app, number, label: label, size: size, digest: digest,
                .chunked(packs: packed.packs.map(\.digest), pieces: pieces.digest)),
            [pieces] + packed.packs)
        try note(build, from: provenance)
        return build
    }

    private func chunkIndex() throws -> ChunkIndex {
        let index = try index ?? ChunkIndex(of: store)
        self.index = index
        return index
    }

    /// Where the bytes were read: the next run need not read them again.
    private func note(_ build: ArchivedBuild, from provenance: Provenance?) throws(ArchiveError) {
        guard let provenance else { return }
        let path = store.layout.provenance(organization, build.app, build.number)
        let note = ProvenanceNote(
            provenance: provenance, digest: build.digest, size: build.size, manifest: build.manifest)
        try DurableFile.write(note.data, to: path, by: path + ".partial")
    }

    /// - Parameter bytes: The blobs of the recipe.
    private func add(_ recipe: Recipe, _ bytes: [Descriptor]) async throws -> ArchivedBuild {
        let layer = try await keep(recipe.json.data, type: ArchiveFormat.recipeType)
        let manifest = Manifest(
            artifactType: ArchiveFormat.buildType, config: try await keepEmptyConfig(),
            layers: [layer] + bytes)
        return take(recipe, under: try await keep(manifest.json.data, type: ArchiveFormat.manifestType))
    }

    /// Puts a build whose blobs are all there into the snapshot.
    private func take(_ recipe: Recipe, under manifest: Descriptor) -> ArchivedBuild {
        let build = ArchivedBuild(
            app: recipe.app, number: recipe.number, label: recipe.label, size: recipe.size,
            digest: recipe.digest, manifest: manifest)
        builds[build.name] = build
        return build
    }

    private func keepEmptyConfig() async throws -> Descriptor {
        if let emptyConfig { return emptyConfig }
        let kept = try await keep(Data("{}".utf8), type: ArchiveFormat.emptyType)
        emptyConfig = kept
        return kept
    }

    private func keep(_ bytes: Data, type: String) async throws -> Descriptor {
        let intake = BlobIntake(layout: store.layout, damaged: damaged)
        smallBlobs += 1
        let place = smallBlobs
        let kept = try await blocking("blob") { _ in try intake.keep(bytes, type: type, place: place) }
        damaged.remove(kept.digest)
        return kept
    }

    private func otherSize(
        _ app: AppName, _ number: SourceBuild, announced: Int64, found: Int64
    ) -> ArchiveError {
        .otherBuild(
            name: "build/\(app)/\(number)", reason: "\(found) bytes, where \(announced) were announced")
    }

    private static func hash(_ path: String) async throws -> Digest {
        try await blocking("hash") { try StoredFile.digest(of: try FileSlice(whole: path), $0) }
    }
}
