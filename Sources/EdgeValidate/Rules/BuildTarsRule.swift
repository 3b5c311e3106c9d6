import EdgeArchive
import EdgeCore
import EdgeTar

/// Every build is a plain tar that can be read to its end and holds something; an Edge takes nothing else.
///
/// Members with absolute paths or paths that climb out of the tar are findings.
struct BuildTarsRule: StoreRule {
    static let id = "build-tars"
    static let level = Level.content

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        var seen: Set<Digest> = []
        var findings: [Finding] = []
        // The same tar under another label or app needs no second look.
        for (build, archive) in survey.builds where seen.insert(build.digest).inserted {
            findings += try await blocking("tar") { try judge(build, archive, survey, $0) }
        }
        return findings
    }

    private func judge(
        _ build: ArchivedBuild, _ archive: Archive, _ survey: StoreSurvey, _ cancellation: Cancellation
    ) throws -> [Finding] {
        // A raw build is a file of its own; of a chunked one the manifest stands for all.
        let blob = survey.blobs[build.digest] == nil ? build.manifest.digest : build.digest
        let file = Layout.blob(blob)
        let objects = survey.blobs[blob]?.users.sorted() ?? [build.name]
        do {
            var tar = try TarReader(try archive.source(of: build))
            var members = 0
            var strange: [String] = []
            while let member = try tar.next() {
                try cancellation.check()
                members += 1
                let steps = member.path.split(separator: "/")
                if member.path.hasPrefix("/") || steps.contains("..") { strange.append(member.path) }
            }
            if members == 0 {
                return [Finding(Self.id, .finding, file: file, objects: objects, "the tar is empty")]
            }
            return strange.prefix(3).map {
                Finding(
                    Self.id, .finding, file: file, objects: objects, place: quoted($0),
                    "a member of the tar leaves its folder")
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as TarError {
            let reason = error.why.map { ": \($0)" } ?? ""
            return [
                Finding(
                    Self.id, .finding, file: file, objects: objects, "\(error.what)\(reason)",
                    hint: error.hint)
            ]
        } catch {
            return [Finding(Self.id, error, in: survey.layout, objects: objects)]
        }
    }
}
