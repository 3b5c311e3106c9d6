import EdgeArchive
import EdgeCore

/// Every blob that a snapshot needs is there, as a regular file of the size that its descriptor gives.
struct StoredFilesRule: StoreRule {
    static let id = "stored-files"
    static let level = Level.structure

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        survey.blobs.values.sorted { $0.descriptor.digest < $1.descriptor.digest }.compactMap { blob in
            do {
                try survey.store.check(blob.descriptor)
                return nil
            } catch {
                return Finding(Self.id, error, in: survey.layout, objects: blob.users.sorted())
            }
        }
    }
}
