/// The version of the archive format and the words that stand in its files; docs/FORMAT.md describes it.
package enum ArchiveFormat {
    /// Readers accept this major version with any minor one; below 1.0 only this version itself.
    package static let version = "0.1"
    /// Features that a reader must know before it may read a store.
    package static let knownFeatures: Set<String> = []

    package static let ociLayout = #"{"imageLayoutVersion":"1.0.0"}"#

    package static let manifestType = "application/vnd.oci.image.manifest.v1+json"
    package static let indexType = "application/vnd.oci.image.index.v1+json"
    package static let emptyType = "application/vnd.oci.empty.v1+json"
    package static let snapshotType = "application/vnd.edgeferry.snapshot.v0"
    package static let configType = "application/vnd.edgeferry.snapshot.config.v0+json"
    package static let documentsType = "application/vnd.edgeferry.documents.v0+jsonl+zstd"
    package static let buildType = "application/vnd.edgeferry.build.v0"
    package static let recipeType = "application/vnd.edgeferry.recipe.v0+json"
    package static let rawType = "application/vnd.edgeferry.build.raw.v0+tar"

    /// The annotation by which registries and skopeo find a manifest.
    package static let tagKey = "org.opencontainers.image.ref.name"
    /// The annotation that gives a layer its file name.
    package static let titleKey = "org.opencontainers.image.title"
}
