import EdgeArchive
import EdgeCore
import EdgeTar

/// What damaged frames mean for the builds that are made of them.
struct DamagedBuilds {
    /// Frames with something wrong by pack; nil means all of a pack.
    private let frames: [Digest: Set<Int>?]
    /// Those of them that cannot be decoded.
    private let lost: [Digest: Set<Int>?]
    private let survey: StoreSurvey

    /// - Parameter flaws: What is wrong with the frames of packs; nil when no frame of a pack can be found.
    init(_ flaws: [Digest: [PackFlaw]?], _ survey: StoreSurvey) {
        frames = flaws.mapValues { $0.map { Set($0.map(\.frame)) } }
        lost = flaws.mapValues { $0.map { Set($0.filter { !$0.isDecoded }.map(\.frame)) } }
        self.survey = survey
    }

    /// One finding for each build that is hit.
    func findings(_ rule: String, _ cancellation: Cancellation) throws -> [Finding] {
        try survey.builds.compactMap {
            let found = finding(rule, $0.build, $0.archive, cancellation)
            // A hash that was cut short says nothing of a build.
            try cancellation.check()
            return found
        }
    }

    private func finding(
        _ rule: String, _ build: ArchivedBuild, _ archive: Archive, _ cancellation: Cancellation
    ) -> Finding? {
        // Without its recipe nobody can say what of it is hit; that is a finding of its own.
        guard let runs = try? archive.runs(of: build, in: frames), !runs.isEmpty else { return nil }
        let users = survey.blobs[build.manifest.digest]?.users.sorted() ?? [build.name]
        if (try? archive.runs(of: build, in: lost))?.isEmpty == true,
            let tar = try? archive.source(of: build),
            (try? StoredFile.digest(of: tar, cancellation)) == build.digest
        {
            return Finding(
                rule, .note, objects: users, place: build.name,
                "all of it can be restored: its SHA-256 is right, though that of a pack is not")
        }
        let bytes = runs.reduce(0) { $0 + $1.count }
        return Finding(
            rule, .damage, objects: users,
            place: "\(build.name), \(Self.words(runs))",
            "\(ByteCount(bytes)) of \(ByteCount(build.size)) cannot be restored: \(members(of: build, archive, in: runs))",
            hint:
                "All that is not named here can be restored; a new snapshot replaces a build that its source still has."
        )
    }

    private static func words(_ runs: [Range<Int64>]) -> String {
        let shown = runs.prefix(3).map { "\($0.lowerBound)–\($0.upperBound - 1)" }.joined(separator: ", ")
        return "bytes \(shown)" + (runs.count > 3 ? " and \(runs.count - 3) more runs" : "")
    }

    /// Which members of the tar lie in the runs.
    private func members(of build: ArchivedBuild, _ archive: Archive, in runs: [Range<Int64>]) -> String {
        var hit: [String] = []
        var count = 0
        var isCut = false
        do {
            var walk = TarWalk(try archive.source(of: build))
            while let member = try walk.next() {
                count += 1
                let range = member.header..<max(member.content + member.size, member.header + 1)
                if runs.contains(where: { $0.overlaps(range) }) { hit.append(member.path) }
            }
        } catch {
            // A damaged header: what comes after it has no names.
            isCut = true
        }
        let shown = hit.prefix(5).map { quoted($0, limit: 80) }.joined(separator: ", ")
        let more = hit.count > 5 ? " and \(hit.count - 5) more" : ""
        return
            "\(hit.count) of \(isCut ? "at least " : "")\(count) members\(hit.isEmpty ? "" : ", ")\(shown)\(more)"
            + (isCut ? "; the headers behind them are damaged too" : "")
    }
}
