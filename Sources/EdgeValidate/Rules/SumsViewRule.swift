import EdgeArchive
import EdgeCore
import Foundation

/// `SHA256SUMS` is exactly what the commits give, so that `sha256sum -c` checks what it should.
///
/// What an earlier set of these commits gives is only a note. While other small files cannot be read only its form is
/// looked at.
struct SumsViewRule: StoreRule {
    static let id = "sums-view"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        guard survey.isWhole else { return [] }
        let archives = survey.snapshots.compactMap(\.archive)
        do {
            let bytes = try survey.store.files.read(Layout.sums, limit: ArchiveLimits.documents)
            let text = String(decoding: bytes, as: UTF8.self)
            guard survey.isReadable, let ferry = try? survey.store.ferry() else {
                return Self.isList(text) ? [] : [Self.other]
            }
            if bytes == Views.sums(archives.map(\.commit), needing: survey.blobs.keys, ferry) { return [] }
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

    private static func isList(_ text: String) -> Bool {
        text.hasSuffix("\n")
            && text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).allSatisfy {
                $0.wholeMatch(of: /[0-9a-f]{64}  .+/) != nil
            }
    }

    private static let hint = "The next snapshot into this store writes it again."
    private static let stale = Finding(
        id, .note, file: Layout.sums, "it lists fewer snapshots than there are", hint: hint)
    private static let other = Finding(
        id, .finding, file: Layout.sums, "it is not what the snapshots give", hint: hint)
}
