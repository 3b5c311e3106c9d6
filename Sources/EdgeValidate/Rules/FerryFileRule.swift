import EdgeArchive

/// `ferry.json` is there, matches its own digest, and names a format and features that this release reads.
///
/// A store without it is damaged; it is never taken for an old one.
struct FerryFileRule: StoreRule {
    static let id = "ferry-file"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        do {
            _ = try survey.store.ferry()
            return []
        } catch {
            return [Finding(Self.id, error, in: survey.layout)]
        }
    }
}
