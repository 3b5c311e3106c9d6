import EdgeArchive
import EdgeCore

/// With `--whole`: the tar of every build, put together, has the digest that the snapshot gives. Recipes are held to their own digests, and so
/// are chunks, so this finds only what a writer did wrong.
struct WholeTarsRule: StoreRule {
    static let id = "whole-tars"
    static let level = Level.content

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        var findings: [Finding] = []
        survey.meter.begin("hashing tars")
        for (build, archive) in survey.builds {
            survey.meter.expect(bytes: build.size, objects: 1)
            findings += try await blocking("tar") { try judge(build, archive, survey, $0) }
            survey.meter.add(objects: 1)
        }
        return findings
    }

    private func judge(
        _ build: ArchivedBuild, _ archive: Archive, _ survey: StoreSurvey, _ cancellation: Cancellation
    ) throws -> [Finding] {
        let users = survey.blobs[build.manifest.digest]?.users.sorted() ?? [build.name]
        do {
            let digest = try StoredFile.digest(of: try archive.source(of: build), cancellation) {
                survey.meter.add(bytes: Int64($0.count))
            }
            if digest == build.digest { return [] }
            return [
                Finding(
                    Self.id, .damage, file: Layout.blob(build.manifest.digest), objects: users,
                    "put together, its SHA-256 is not \(build.digest.hex)")
            ]
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return [Finding(Self.id, error, in: survey.layout, objects: users)]
        }
    }
}
