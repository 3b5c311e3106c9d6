import EdgeArchive

/// A sealed archive is one tar that ends as a tar does.
///
/// One that was cut is damaged; its files up to there are looked at all the same.
struct SealedFileRule: StoreRule {
    static let id = "sealed-file"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        guard let flaw = survey.store.files.flaw else { return [] }
        return [
            Finding(
                Self.id, .damage, flaw,
                hint: "Copy it again from where it came from, and compare the sizes.")
        ]
    }
}
