import EdgeArchive
import EdgeCore

/// `index.json` is exactly what the commits give, and no tag in it belongs to a commit that is not there.
///
/// What an earlier set of these commits gives is left by a killed run and only a note: the next snapshot writes it
/// again. A tag without its commit means that a commit was lost. While other small files cannot be read only its form
/// is looked at.
struct IndexViewRule: StoreRule {
    static let id = "index-view"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        guard survey.isWhole else { return [] }
        do {
            let bytes = try survey.store.files.read(Layout.index, limit: ArchiveLimits.small)
            // Not JSON: then it is no view of anything, which the comparison below says.
            let index = try? JSON(reading: bytes, limits: ArchiveLimits.json)
            let entries = index?["manifests"]?.array ?? []
            let lost = lostCommits(entries, survey)
            if !lost.isEmpty { return lost }
            guard survey.isReadable else {
                return index?["mediaType"]?.string == ArchiveFormat.indexType ? [] : [Self.other]
            }
            let archives = survey.snapshots.compactMap(\.archive)
            if bytes == Views.index(archives) { return [] }
            let tags = Set(entries.compactMap { Self.tag($0) })
            let isEarlier = bytes == Views.index(archives.filter { tags.contains($0.commit.tag) })
            return [isEarlier ? Self.stale : Self.other]
        } catch ArchiveError.missing {
            return [
                Finding(Self.id, .finding, file: Layout.index, "it is missing", hint: Self.hint)
            ]
        } catch {
            return [Finding(Self.id, error, in: survey.layout)]
        }
    }

    private static let hint = "The next snapshot into this store writes it again."
    private static let stale = Finding(
        id, .note, file: Layout.index, "it lists fewer snapshots than there are", hint: hint)
    private static let other = Finding(
        id, .finding, file: Layout.index, "it is not what the snapshots give", hint: hint)

    private static func tag(_ entry: JSON) -> String? {
        entry["annotations"]?[ArchiveFormat.tagKey]?.string
    }

    private func lostCommits(_ entries: [JSON], _ survey: StoreSurvey) -> [Finding] {
        let present = Set(survey.snapshots.map(\.file.tag))
        let manifests = Set(survey.snapshots.compactMap { $0.commit?.manifest.digest })
        return entries.compactMap { entry in
            // A tag that a commit here explains by its manifest is altered text, and no loss.
            guard let tag = Self.tag(entry), Store.isSnapshotTag(tag),
                !present.contains(tag), let digest = entry["digest"]?.string.flatMap({ Digest($0) }),
                !manifests.contains(digest)
            else { return nil }
            return Finding(
                Self.id, .damage, file: file(of: tag, digest, entry, survey), objects: ["snapshot/\(tag)"],
                "the index has the tag \(tag), and its commit is missing",
                hint: "Run adopt: it makes the commit again from the blobs.")
        }
    }

    /// The path of the lost commit, when its manifest and config are still there to make it again.
    private func file(of tag: String, _ digest: Digest, _ entry: JSON, _ survey: StoreSurvey) -> String {
        let organization = tag.prefix { $0 != "-" }
        let unknown = "\(Layout.snapshots)/\(organization)/…-\(tag.suffix(12)).json"
        guard let size = entry["size"]?.int else { return unknown }
        let descriptor = Descriptor(
            mediaType: ArchiveFormat.manifestType, digest: digest, size: Int64(size))
        do throws(ArchiveError) {
            let manifest = try survey.store.manifest(descriptor, type: ArchiveFormat.snapshotType)
            let config = try survey.store.read(manifest.config)
            let commit = try Commit(configData: config, manifest: descriptor, file: tag)
            return commit.tag == tag ? Layout.commit(commit) : unknown
        } catch {
            return unknown
        }
    }
}
