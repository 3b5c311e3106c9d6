/// The version of the archive format and the words that stand in its files; docs/FORMAT.md describes it.
package enum ArchiveFormat {
    /// What is written. Readers take every minor version of this major one.
    package static let version = "1.0"
    /// Features that a reader must know before it may read a store.
    package static let knownFeatures: Set<String> = []

    package static let ociLayout = #"{"imageLayoutVersion":"1.0.0"}"#

    package static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    package static let indexType = "application/vnd.oci.image.index.v1+json"
    package static let emptyType = "application/vnd.oci.empty.v1+json"
    package static let snapshotType = "application/vnd.edgeferry.snapshot.v1"
    package static let configType = "application/vnd.edgeferry.snapshot.config.v1+json"
    package static let documentsType = "application/vnd.edgeferry.documents.v1+jsonl+zstd"
    package static let buildsType = "application/vnd.edgeferry.builds.v1+jsonl+zstd"
    package static let buildType = "application/vnd.edgeferry.build.v1"
    package static let recipeType = "application/vnd.edgeferry.recipe.v1+json"
    package static let piecesType = "application/vnd.edgeferry.pieces.v1+zstd"
    package static let packType = "application/vnd.edgeferry.pack.v1+zstd"
    package static let rawType = "application/vnd.edgeferry.build.raw.v1+tar"

    /// True for a version that this release reads: what a later minor version adds can be passed over.
    package static func reads(_ version: String) -> Bool {
        version.wholeMatch(of: /1\.(0|[1-9][0-9]{0,5})/) != nil
    }

    /// The layers that hold the bytes of builds; everything else is small.
    package static let bulk: Set<String> = [packType, rawType]

    /// The annotation by which registries and skopeo find a manifest.
    package static let tagKey = "org.opencontainers.image.ref.name"
    /// The annotation that gives a layer its file name.
    package static let titleKey = "org.opencontainers.image.title"
}
