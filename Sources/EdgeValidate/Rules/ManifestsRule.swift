import EdgeArchive

/// Manifests, configs and recipes match their digests and agree with the commit that names them.
struct ManifestsRule: StoreRule {
    static let id = "manifests"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        survey.snapshots.filter { $0.commit != nil }.flatMap { snapshot in
            snapshot.failures.map { error, objects in
                Finding(Self.id, error, in: survey.layout, objects: objects)
            }
        }
    }
}
