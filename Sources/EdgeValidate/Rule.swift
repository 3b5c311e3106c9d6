/// One check of validation; the comment of each rule is its documentation for users.
protocol Rule: Sendable {
    /// The name that findings carry; never changes once released.
    static var id: String { get }
    /// The first level that runs it.
    static var level: Level { get }
}

/// A rule that looks at the files of a store.
protocol StoreRule: Rule {
    func findings(in survey: StoreSurvey) async throws -> [Finding]
}

/// A rule that looks at what one snapshot means.
protocol ContentRule: Rule {
    func findings(in contents: SnapshotContents) -> [Finding]
}

/// Every rule there is, in the order in which they run.
enum AllRules {
    static let store: [any StoreRule] = [
        SealedFileRule(), LayoutFileRule(), FerryFileRule(), CarriedTextsRule(), CommitFileRule(),
        StoredFilesRule(),
        ManifestsRule(), IndexViewRule(), SumsViewRule(), UnexpectedFilesRule(), BlobBytesRule(),
        PackChunksRule(), BuildTarsRule(),
    ]
    /// Runs only when asked for.
    static let whole: any StoreRule = WholeTarsRule()
    static let content: [any ContentRule] = [
        DocumentsRule(), NamesRule(), RequiredFieldsRule(), ReferencesRule(), PermissionsRule(),
        MaxBuildsRule(), SecretsRule(),
    ]
}
