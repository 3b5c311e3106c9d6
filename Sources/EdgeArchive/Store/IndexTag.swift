import EdgeCore
import Foundation

/// A tag of `index.json`: a manifest by a name that registries know it by.
struct IndexTag: Sendable {
    let name: String
    let manifest: Descriptor
    /// The entry as it stands in the index.
    let entry: Descriptor
}

extension Store {
    /// Every manifest of `index.json`, tagged or not.
    func tags() throws(ArchiveError) -> [IndexTag] {
        let file = layout.path(Layout.index)
        let bytes = try files.read(Layout.index, limit: ArchiveLimits.small)
        let index = try FieldReader(try readJSON(bytes, file: file), file: file)
        return try index.each("manifests", limit: ArchiveLimits.files) { fields throws(ArchiveError) in
            let entry = try Descriptor(fields)
            return IndexTag(
                name: entry.annotations[ArchiveFormat.tagKey] ?? entry.digest.description,
                manifest: Descriptor(
                    mediaType: ArchiveFormat.manifestType, digest: entry.digest, size: entry.size),
                entry: entry)
        }
    }

    /// The commit that a documents manifest gives; nil for a manifest of something else.
    func commit(of tag: IndexTag) throws(ArchiveError) -> Commit? {
        let file = layout.blob(tag.manifest.digest)
        let json = try readJSON(try read(tag.manifest), file: file)
        guard json["artifactType"]?.string == ArchiveFormat.snapshotType else { return nil }
        let manifest = try Manifest(json, artifactType: ArchiveFormat.snapshotType, file: file)
        return try Commit(
            configData: try read(manifest.config), manifest: tag.manifest,
            file: layout.blob(manifest.config.digest))
    }

    /// Tags of snapshots whose commits are not there: somebody lost them, and `adopt` makes them again.
    ///
    /// A tag whose manifest a commit here names is altered text, and no loss. An index that cannot be read names none.
    /// - Parameter manifests: Those of the commits that can be read.
    func lostTags(besides manifests: Set<Digest>) -> [IndexTag] {
        guard let tags = try? tags(), let files = try? commitFiles() else { return [] }
        let present = Set(files.map(\.tag))
        return tags.filter {
            Self.isSnapshotTag($0.name) && !present.contains($0.name)
                && !manifests.contains($0.manifest.digest)
        }
    }

    /// `ORG-ID`, as `Commit.tag` makes it.
    package static func isSnapshotTag(_ name: String) -> Bool {
        name.wholeMatch(of: /[A-Za-z0-9_]{2,50}-[0-9a-f]{12}/) != nil
    }
}
