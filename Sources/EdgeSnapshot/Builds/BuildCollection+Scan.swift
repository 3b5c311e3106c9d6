import EdgeArchive
import EdgeCore

extension BuildCollection {
    /// Looks below the folders for what no other source had.
    func propose(
        _ missing: [WantedBuild], among all: [WantedBuild], _ writer: SnapshotWriter
    ) async throws -> ScanProposal {
        meter?.begin("scanning for \(missing.count) builds")
        let scan = Scan(
            folders: sources.scanned, recorded: try await recorded(missing, writer)
        ) { build, path in
            let mark = try Provenance(file: path)
            if let known = writer.noted(build.app, build.number, from: mark) { return known }
            return try await blocking("hash") { try StoredFile.digest(of: try FileSlice(whole: path), $0) }
        }
        return try await scan.propose(missing, among: all)
    }

    /// Takes what is certain; the rest is missing, with the reason.
    func take(
        _ missing: [(index: Int, build: WantedBuild)], _ proposal: ScanProposal, into writer: SnapshotWriter
    ) async throws -> [(Int, FoundBuild)] {
        let entries = Dictionary(uniqueKeysWithValues: proposal.entries.map { ($0.build, $0) })
        var taken: [(Int, FoundBuild)] = []
        for (index, build) in missing {
            guard let entry = entries[build.key] else { continue }
            guard entry.evidence.isCertain, let path = entry.paths.first else {
                taken.append((index, .missing(entry.reason)))
                continue
            }
            meter?.begin("build \(build.app)/\(build.number)")
            let found = try await copy(build, path, into: writer)
            if let digest = entry.digest, let kept = found.kept, kept.digest != digest {
                throw ArchiveError.otherBuild(
                    name: entry.name, reason: "\(quoted(path)) changed while it was read")
            }
            taken.append((index, found))
        }
        return taken
    }

    /// The newest record of each build in the snapshots that the store holds.
    private func recorded(
        _ wanted: [WantedBuild], _ writer: SnapshotWriter
    ) async throws -> [BuildSources.Key: ArchivedBuild] {
        let store = writer.store
        let organization = writer.organization
        let keys = Set(wanted.map(\.key))
        return try await blocking("earlier snapshots") { cancellation in
            var recorded: [BuildSources.Key: ArchivedBuild] = [:]
            for file in try store.commitFiles().reversed() where file.organization == organization {
                try cancellation.check()
                // A damaged snapshot tells nothing; validation names it.
                guard let archive = try? Archive(store, try store.commit(file)) else { continue }
                for build in archive.builds {
                    let key = BuildSources.Key(build.app, build.number)
                    if keys.contains(key), recorded[key] == nil { recorded[key] = build }
                }
                if recorded.count == keys.count { break }
            }
            return recorded
        }
    }
}
