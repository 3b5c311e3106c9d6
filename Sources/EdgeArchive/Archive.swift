package import EdgeCore
package import Foundation

/// One snapshot, opened for reading; every byte of it is held against its digest before it is believed.
package struct Archive: Sendable {
    package let store: Store
    package let commit: Commit
    /// The documents manifest.
    package let manifest: Manifest
    /// Ascending by app and number.
    package let builds: [ArchivedBuild]

    package var id: String { commit.id }
    package var config: SnapshotConfig { commit.config }
    package var organization: OrganizationName { config.organization }
    package var created: Date { config.created }
    package var dialect: Dialect { config.dialect }
    package var unread: [Kind: UnreadKind] { config.unread }
    package var missingBuilds: [MissingBuild] { config.missingBuilds }
    package var masked: [ObjectID: [JSONPointer]] { config.masked }
    package var summary: SnapshotSummary { SnapshotSummary(commit) }

    package init(_ store: Store, _ commit: Commit) throws(ArchiveError) {
        var lists = BuildLists(store)
        try self.init(store, commit, &lists)
    }

    /// Reads the documents manifest, its config and the list of builds, and holds them against the commit.
    package init(
        _ store: Store, _ commit: Commit, _ lists: inout BuildLists
    ) throws(ArchiveError) {
        self.store = store
        self.commit = commit
        manifest = try store.manifest(commit.manifest, type: ArchiveFormat.snapshotType)
        guard try store.read(manifest.config) == (try commit.configData) else {
            throw .damaged(
                file: store.layout.blob(manifest.config.digest), reason: "it does not match the commit")
        }
        builds = try lists.builds(manifest, of: commit)
        for kind in config.read.keys where layer(kind) == nil {
            throw .damaged(
                file: store.layout.blob(commit.manifest.digest), reason: "it names no \(kind.plural)")
        }
    }

    /// The blob that holds the documents of a kind; nil when the kind was not read.
    package func layer(_ kind: Kind) -> Descriptor? { manifest.layer(titled: DocumentsBlob.title(kind)) }

    /// The documents of a kind, sorted by name.
    /// - Throws: `ArchiveError.unread` when the source did not give them: that is not the same as none.
    package func documents(_ kind: Kind) throws(ArchiveError) -> [Document] {
        guard let count = config.read[kind], let layer = layer(kind) else {
            throw .unread(kind: kind, reason: unread[kind]?.reason ?? "nobody asked for them")
        }
        return try DocumentsBlob.decode(
            try store.read(layer, limit: ArchiveLimits.documents), kind: kind,
            identity: dialect[kind].identity, count: count, file: store.layout.blob(layer.digest))
    }

    /// The build of an app with that number.
    package func build(_ app: AppName, _ number: SourceBuild) -> ArchivedBuild? {
        builds.first { $0.app == app && $0.number == number }
    }

    /// The bytes of a build's tar; their digest is not checked here.
    package func source(of build: ArchivedBuild) throws(ArchiveError) -> any ByteSource {
        try place(of: build).source
    }

    /// The bytes of a build's tar for somebody else: the last ones come only when all together are the right ones.
    package func verifiedSource(of build: ArchivedBuild) throws(ArchiveError) -> any ByteSource {
        let (source, name) = try place(of: build)
        return VerifiedSource(source: source, digest: build.digest, file: name)
    }

    /// The recipe of a build, held against what the snapshot says of it.
    package func recipe(of build: ArchivedBuild) throws(ArchiveError) -> Recipe {
        try recipeAndLayers(of: build).recipe
    }

    /// Where the bytes of a tar are, and what an error calls them.
    private func place(of build: ArchivedBuild) throws(ArchiveError) -> (source: any ByteSource, name: String)
    {
        guard let (pieces, packs) = try pieces(of: build) else {
            let slice = try store.slice(
                Descriptor(mediaType: ArchiveFormat.rawType, digest: build.digest, size: build.size))
            return (slice, store.layout.blob(build.digest))
        }
        return (ChunkedSource(pieces: pieces, packs: PackShelf(store, packs)), "the tar of \(build.name)")
    }

    /// How a build's tar is put together, and from which packs; nil for one that is stored raw.
    func pieces(of build: ArchivedBuild) throws(ArchiveError) -> (Pieces, packs: [Digest])? {
        let (recipe, layers) = try recipeAndLayers(of: build)
        guard case .chunked(let packs, let pieces) = recipe.representation else { return nil }
        let file = store.layout.blob(pieces)
        guard let layer = layers.first(where: { $0.digest == pieces }) else {
            throw .damaged(file: file, reason: "the manifest does not name it")
        }
        let named = Set(packs)
        for pack in layers where named.contains(pack.digest) { try store.check(pack) }
        let bytes = try store.read(layer, limit: ArchiveLimits.pieces)
        return (try Pieces(reading: bytes, packs: packs.count, size: build.size, file: file), packs)
    }

    private func recipeAndLayers(
        of build: ArchivedBuild
    ) throws(ArchiveError) -> (recipe: Recipe, layers: [Descriptor]) {
        let layers = try store.manifest(build.manifest, type: ArchiveFormat.buildType).layers
        let file = store.layout.blob(build.manifest.digest)
        guard let layer = layers.first(where: { $0.mediaType == ArchiveFormat.recipeType }) else {
            throw .damaged(file: file, reason: "it names no recipe")
        }
        let recipeFile = store.layout.blob(layer.digest)
        let recipe = try Recipe(try readJSON(try store.read(layer), file: recipeFile), file: recipeFile)
        let expected = Recipe(
            build.app, build.number, label: build.label, size: build.size, digest: build.digest,
            recipe.representation)
        guard recipe == expected else {
            throw .damaged(file: recipeFile, reason: "it is not the recipe of \(build.name)")
        }
        guard Set(layers.map(\.digest)).isSuperset(of: recipe.blobs) else {
            throw .damaged(file: file, reason: "it does not name all bytes of \(build.name)")
        }
        return (recipe, layers)
    }
}
