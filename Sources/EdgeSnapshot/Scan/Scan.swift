import EdgeArchive
import EdgeCore

/// Matches builds that no other source has with the tars below some folders.
struct Scan: Sendable {
    let folders: [String]
    /// What earlier snapshots recorded of builds.
    let recorded: [BuildSources.Key: ArchivedBuild]
    /// The digest of a file that may be that build; reading it is left out where a note from last time still holds.
    let digest: @Sendable (BuildSources.Key, _ path: String) async throws -> Digest

    /// - Parameters:
    ///   - wanted: The builds to be found.
    ///   - all: All builds of the source: a file that a build claims which was found elsewhere is not free.
    func propose(_ wanted: [WantedBuild], among all: [WantedBuild]) async throws -> ScanProposal {
        let folders = folders
        let tree = try await blocking("scan") { try TarTree(below: folders, $0) }
        var named: [TarName: [TarTree.File]] = [:]
        let apps = Set(all.map(\.app.text))
        for file in tree.files {
            for name in TarName.readings(of: file.path) where apps.contains(name.app) {
                named[name, default: []].append(file)
            }
        }
        var claims: [String: Int] = [:]
        for build in all {
            let known = Known(build, recorded[build.key])
            for file in known.named(in: named) where file.size == known.size {
                claims[file.path, default: 0] += 1
            }
        }
        let sizes = Dictionary(grouping: tree.files, by: \.size)
        var entries: [ScanProposal.Entry] = []
        for build in wanted.sorted(by: { $0.key < $1.key }) {
            let known = Known(build, recorded[build.key])
            let files = known.named(in: named)
            entries.append(
                try await match(known, files, known.size.flatMap { sizes[$0] } ?? []) {
                    claims[$0.path] == 1
                })
        }
        return ScanProposal(
            folders: folders, entries: entries, tars: tree.files.count, links: tree.links,
            unreadable: tree.unreadable)
    }

    private func match(
        _ known: Known, _ named: [TarTree.File], _ sized: [TarTree.File],
        _ isClaimedOnce: (TarTree.File) -> Bool
    ) async throws -> ScanProposal.Entry {
        func entry(_ evidence: ScanProposal.Evidence, _ files: [TarTree.File]) -> ScanProposal.Entry {
            ScanProposal.Entry(
                build: known.key, evidence: evidence, paths: files.map(\.path), digest: known.digest)
        }
        let fitting = named.filter { $0.size == known.size }
        if let digest = known.digest {
            // Names first: they are rarely wrong, and every other file of the size must be read.
            for file in fitting + sized.filter({ !fitting.contains($0) })
            where try await self.digest(known.key, file.path) == digest {
                return entry(.digest, [file])
            }
            if !fitting.isEmpty { return entry(.otherBytes, fitting) }
            return named.isEmpty ? entry(.nothing, []) : entry(.otherSize, named)
        }
        if let first = fitting.first {
            let isSure = try await areSame(fitting, known.key) && fitting.allSatisfy(isClaimedOnce)
            return isSure ? entry(.nameAndSize, [first]) : entry(.ambiguous, fitting)
        }
        if !named.isEmpty { return entry(known.size == nil ? .nameOnly : .otherSize, named) }
        return sized.isEmpty ? entry(.nothing, []) : entry(.sizeOnly, sized)
    }

    /// Copies of one tar are one tar.
    private func areSame(_ files: [TarTree.File], _ key: BuildSources.Key) async throws -> Bool {
        guard Set(files.map(\.inode)).count > 1 else { return true }
        var digests: Set<Digest> = []
        for file in files { digests.insert(try await digest(key, file.path)) }
        return digests.count == 1
    }
}

/// What is known of a build before its bytes are found.
private struct Known {
    let key: BuildSources.Key
    let label: String?
    /// As the Edge says it, else as an earlier snapshot recorded it.
    let size: Int64?
    let digest: Digest?

    init(_ build: WantedBuild, _ recorded: ArchivedBuild?) {
        // An app that was made anew counts its builds anew.
        let isSame = recorded?.label == build.label && (build.size ?? recorded?.size) == recorded?.size
        key = build.key
        label = build.label
        size = build.size ?? (isSame ? recorded?.size : nil)
        digest = isSame ? recorded?.digest : nil
    }

    func named(in files: [TarName: [TarTree.File]]) -> [TarTree.File] {
        let words = Set([String(key.number.value)] + (label.map { [$0] } ?? []))
        let found = words.flatMap { files[TarName(app: key.app.text, build: $0)] ?? [] }
        return Set(found).sorted { precedes($0.path, $1.path) }
    }
}
