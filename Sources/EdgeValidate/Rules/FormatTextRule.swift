import EdgeArchive
import EdgeCore

/// `FORMAT.md`, the description that each store carries, is the one that `ferry.json` names by its digest.
struct FormatTextRule: StoreRule {
    static let id = "format-text"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        // Without a readable ferry.json nobody knows which text belongs here; that is its own finding.
        guard let expected = try? survey.store.ferry().formatText else { return [] }
        do {
            let bytes = try survey.store.files.read(Layout.formatText, limit: 1 << 20)
            if Digest(of: bytes) == expected { return [] }
            return [
                Finding(
                    Self.id, .damage, file: Layout.formatText, "it is not the text that ferry.json names",
                    hint: "No snapshot needs it; docs/FORMAT.md has the description.")
            ]
        } catch {
            return [Finding(Self.id, error, in: survey.layout)]
        }
    }
}
