import EdgeArchive

/// Every commit can be read, is in the canonical form, and matches the time and the id in its name.
struct CommitFileRule: StoreRule {
    static let id = "commit-file"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        survey.snapshots.filter { $0.commit == nil }.flatMap { snapshot in
            snapshot.failures.map { error, objects in
                Finding(Self.id, error, in: survey.layout, objects: objects)
            }
        }
    }
}
