import EdgeArchive
import EdgeCore

/// `FORMAT.md` and `read_ferry.py`, the description and the reader that each store carries, are those that `ferry.json` names
/// by their digests.
struct CarriedTextsRule: StoreRule {
    static let id = "carried-texts"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        // Without a readable ferry.json nobody knows which texts belong here; that is its own finding.
        guard let texts = try? survey.store.ferry().texts else { return [] }
        return texts.sorted { $0.key < $1.key }.compactMap { name, expected in
            do {
                let bytes = try survey.store.files.read(name, limit: 1 << 20)
                if Digest(of: bytes) == expected { return nil }
                return Finding(
                    Self.id, .damage, file: name, "it is not the text that ferry.json names",
                    hint: "No snapshot needs it; take it from another store.")
            } catch {
                return Finding(Self.id, error, in: survey.layout)
            }
        }
    }
}
