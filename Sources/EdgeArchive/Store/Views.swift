package import Foundation
import EdgeCore

/// The files of a store that can be made again from its commits.
package enum Views {
    /// `index.json`: one tag for each snapshot, and one for each build manifest.
    package static func index(_ commits: [Commit]) -> Data {
        var tagged: [String: JSON] = [:]
        for commit in commits {
            tagged[commit.tag] = entry(commit.manifest, ArchiveFormat.snapshotType, tag: commit.tag)
            for build in commit.config.builds {
                let tag = buildTag(build.manifest)
                tagged[tag] = entry(build.manifest, ArchiveFormat.buildType, tag: tag)
            }
        }
        let manifests = tagged.sorted { precedes($0.key, $1.key) }.map(\.value)
        let index: JSON = [
            "schemaVersion": 2, "mediaType": .string(ArchiveFormat.indexType),
            "manifests": .array(manifests),
        ]
        return Data((index.canonical + "\n").utf8)
    }

    /// `SHA256SUMS`: every file that is written once, for `sha256sum -c`.
    /// - Throws: What is wrong with a manifest on the way.
    package static func sums(
        _ commits: [Commit], of store: Store, _ ferry: Ferry
    ) throws(ArchiveError) -> Data {
        var digests: [String: Digest] = [
            Layout.ociLayout: Digest(of: Data(ArchiveFormat.ociLayout.utf8)),
            Layout.ferry: Digest(of: Data(ferry.text.utf8)),
            Layout.formatText: ferry.formatText,
        ]
        for commit in commits {
            digests[Layout.commit(commit)] = Digest(of: Data(commit.text.utf8))
            for descriptor in try store.blobs(of: commit) {
                digests[Layout.blob(descriptor.digest)] = descriptor.digest
            }
        }
        let lines = digests.sorted { precedes($0.key, $1.key) }.map { "\($0.value.hex)  \($0.key)\n" }
        return Data(lines.joined().utf8)
    }

    /// The tag of a build's manifest.
    package static func buildTag(_ manifest: Descriptor) -> String { "build-\(manifest.digest.hex)" }

    private static func entry(_ manifest: Descriptor, _ artifactType: String, tag: String) -> JSON {
        var entry = manifest
        entry.artifactType = artifactType
        entry.annotations = [ArchiveFormat.tagKey: tag]
        return entry.json
    }
}

extension Store {
    /// Every blob that a snapshot needs.
    package func blobs(of commit: Commit) throws(ArchiveError) -> [Descriptor] {
        let documents = try manifest(commit.manifest, type: ArchiveFormat.snapshotType)
        var blobs = [commit.manifest] + documents.blobs
        for build in commit.config.builds {
            blobs.append(build.manifest)
            blobs += try manifest(build.manifest, type: ArchiveFormat.buildType).blobs
        }
        return blobs
    }

    /// Makes the views again from all commits that can be read; the caller holds the lock.
    func writeViews() throws(ArchiveError) {
        var commits: [Commit] = []
        for file in try commitFiles() {
            // A damaged snapshot must not keep later ones from being listed; validation names it.
            guard let commit = try? commit(file), (try? blobs(of: commit)) != nil else { continue }
            commits.append(commit)
        }
        try write(try Views.sums(commits, of: self, try ferry()), to: Layout.sums)
        try write(Views.index(commits), to: Layout.index)
    }

    private func write(_ bytes: Data, to name: String) throws(ArchiveError) {
        try DurableFile.write(bytes, to: layout.path(name), by: layout.path("work/view.partial"))
    }
}
