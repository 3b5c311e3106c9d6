import EdgeArchive
import EdgeCore
import Foundation

/// `SHA256SUMS` is exactly what the commits give, so that `sha256sum -c` checks what it should.
///
/// What an earlier set of these commits gives is only a note.
struct SumsViewRule: StoreRule {
    static let id = "sums-view"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        // With other small files unreadable nobody can say what should stand here.
        guard survey.isWhole, survey.isReadable, let ferry = try? survey.store.ferry() else { return [] }
        let archives = survey.snapshots.compactMap(\.archive)
        do {
            let bytes = try survey.store.files.read(Layout.sums, limit: ArchiveLimits.documents)
            if bytes == Views.sums(archives.map(\.commit), needing: survey.blobs.keys, ferry) { return [] }
            let text = String(decoding: bytes, as: UTF8.self)
            let listed = Set(text.split(separator: "\n").map { $0.dropFirst(66) })
            let earlier = archives.filter { listed.contains(Layout.commit($0.commit)[...]) }
            var needed = NeededBlobs(survey.store)
            for archive in earlier { try needed.add(archive) }
            let isEarlier =
                bytes == Views.sums(earlier.map(\.commit), needing: needed.blobs.keys, ferry)
            return [isEarlier ? Self.stale : Self.other]
        } catch ArchiveError.missing(let file) where file == survey.layout.path(Layout.sums) {
            return [Finding(Self.id, .finding, file: Layout.sums, "it is missing", hint: Self.hint)]
        } catch {
            return [Finding(Self.id, error, in: survey.layout)]
        }
    }

    private static let hint = "The next snapshot into this store writes it again."
    private static let stale = Finding(
        id, .note, file: Layout.sums, "it lists fewer snapshots than there are", hint: hint)
    private static let other = Finding(
        id, .finding, file: Layout.sums, "it is not what the snapshots give", hint: hint)
}
