import EdgeArchive
import EdgeCore

/// Nothing is in the store that its format does not know.
///
/// Blobs that no snapshot needs and half builds of killed runs are notes: the next run uses or replaces them.
struct UnexpectedFilesRule: StoreRule {
    static let id = "unexpected-files"
    static let level = Level.structure

    private static let fixed: Set<String> = [
        Layout.ociLayout, Layout.ferry, Layout.formatText, Layout.reader, Layout.index, Layout.sums,
    ]

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        guard survey.isWhole else { return [] }
        return survey.files.compactMap { judge($0, survey) }
            + (try leftovers(survey.store)).map {
                Finding(Self.id, .note, file: $0, "left by a run that did not end; the next one continues it")
            }
    }

    private func judge(_ file: StoredEntry, _ survey: StoreSurvey) -> Finding? {
        let blob = Digest(file.path.dropFirst(Layout.blobs.count + 1))
        if let flaw = file.flaw { return Finding(Self.id, .finding, file: file.path, flaw) }
        switch blob {
        case _ where Self.fixed.contains(file.path) || CommitFile(path: file.path) != nil:
            return nil
        case .some(let digest) where file.path == Layout.blob(digest):
            // A damaged commit hides what it needs, so nothing is said of blobs then.
            guard survey.blobs[digest] == nil, survey.isReadable else { return nil }
            return Finding(Self.id, .note, file: file.path, "no snapshot needs this blob")
        default:
            return Finding(
                Self.id, .finding, file: file.path, "it does not belong into a store",
                hint: "Move it away.")
        }
    }

    private func leftovers(_ store: Store) throws -> [String] {
        try store.names(in: Layout.staging).flatMap { organization in
            let folder = "\(Layout.staging)/\(organization)"
            return (try? store.names(in: folder))?.map { "\(folder)/\($0)" } ?? [folder]
        }
    }
}
