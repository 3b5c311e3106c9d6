package import Foundation
package import EdgeCore

/// The files of a store that can be made again from its commits.
package enum Views {
    /// `index.json`: one tag for each snapshot, and one for each build manifest.
    /// - Parameter lost: Entries of snapshots whose commits are not there and that nobody can read more of.
    package static func index(_ archives: [Archive], lost: [String: Descriptor] = [:]) -> Data {
        var tagged = lost.mapValues(\.json)
        var seen: Set<Digest> = []
        for archive in archives {
            let commit = archive.commit
            tagged[commit.tag] = entry(commit.manifest, ArchiveFormat.snapshotType, tag: commit.tag)
            for build in archive.builds where seen.insert(build.manifest.digest).inserted {
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
    /// - Parameter blobs: All that the snapshots need.
    package static func sums(_ commits: [Commit], needing blobs: some Sequence<Digest>, _ ferry: Ferry)
        -> Data
    {
        var digests: [String: Digest] = [
            Layout.ociLayout: Digest(of: Data(ArchiveFormat.ociLayout.utf8)),
            Layout.ferry: Digest(of: Data(ferry.text.utf8)),
        ].merging(ferry.texts) { first, _ in first }
        for commit in commits {
            digests[Layout.commit(commit)] = Digest(of: Data(commit.text.utf8))
        }
        for blob in blobs { digests[Layout.blob(blob)] = blob }
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

/// Views that are whole and durable in `work/` and wait for their names: nothing about them can want room any more.
struct StagedViews {
    fileprivate let layout: Layout

    fileprivate func stage(_ bytes: Data, as name: String) throws(ArchiveError) {
        do throws(ArchiveError) {
            try DurableFile.fill(staged(name), flags: O_TRUNC, bytes)
        } catch {
            drop()
            throw error
        }
    }

    func place() throws(ArchiveError) {
        for name in Self.names { try DurableFile.move(staged(name), to: layout.path(name)) }
    }

    func drop() {
        for name in Self.names { unlink(staged(name)) }
    }

    private static let names = [Layout.sums, Layout.index]

    private func staged(_ name: String) -> String { layout.path("\(Layout.work)/\(name).partial") }
}

extension Store {
    /// Makes the views again from all commits that can be read; the caller holds the lock.
    /// - Parameters:
    ///   - removed: Commits that are about to go.
    ///   - forgotten: Tags that go although their commits are not there.
    func writeViews(
        without removed: [CommitFile] = [], _ forgotten: Set<String> = []
    ) throws(ArchiveError) {
        try stageViews(without: removed, forgotten).place()
    }

    /// Makes the views and gives them no names yet.
    ///
    /// A snapshot whose commit was lost keeps its tags: they are what it is made again from.
    /// - Parameter added: A commit that is about to come, whose blobs are all there.
    func stageViews(
        with added: Commit? = nil, without removed: [CommitFile] = [], _ forgotten: Set<String> = []
    ) throws(ArchiveError) -> StagedViews {
        var archives: [Archive] = []
        var lists = BuildLists(self)
        var needed = NeededBlobs(self)
        var manifests: Set<Digest> = []
        for file in try commitFiles() {
            // A damaged snapshot must not keep later ones from being listed; validation names it.
            guard let commit = try? commit(file) else { continue }
            manifests.insert(commit.manifest.digest)
            guard !removed.contains(file), let archive = try? Archive(self, commit, &lists),
                (try? needed.add(archive)) != nil
            else { continue }
            archives.append(archive)
        }
        if let added {
            let archive = try Archive(self, added, &lists)
            try needed.add(archive)
            archives.append(archive)
        }
        let sums = Views.sums(archives.map(\.commit), needing: needed.blobs.keys, try ferry())
        var unreadable: [String: Descriptor] = [:]
        for tag in lostTags(besides: manifests) where !forgotten.contains(tag.name) {
            if let commit = try? commit(of: tag), commit.tag == tag.name,
                let archive = try? Archive(self, commit, &lists)
            {
                archives.append(archive)
            } else {
                unreadable[tag.name] = tag.entry
            }
        }
        let views = StagedViews(layout: layout)
        try views.stage(sums, as: Layout.sums)
        try views.stage(Views.index(archives, lost: unreadable), as: Layout.index)
        return views
    }
}
