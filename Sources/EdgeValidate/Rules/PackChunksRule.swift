import EdgeArchive
import EdgeCore
import Foundation

/// Every frame of every pack can be decoded, and every chunk in it is what its digest says; each is decoded once, on all cores.
///
/// What is wrong is read a second time before it is called damaged. For damage, findings name each build that is hit, with the bytes and
/// the members of its tar; all other members and builds can be restored. Where only the table of a pack is damaged, the tar of each build
/// is hashed, and a note says of those that are right that all of them can be restored.
struct PackChunksRule: StoreRule {
    static let id = "pack-chunks"
    static let level = Level.content

    private enum Outcome: Sendable {
        case whole
        /// What is wrong with its frames; nil when no frame can be found.
        case hit(Digest, [PackFlaw]?, Finding)
        case unknown(Finding)
    }

    func findings(in survey: StoreSurvey) async throws -> [Finding] {
        let packs = survey.blobs.values.map(\.descriptor).filter { $0.mediaType == ArchiveFormat.packType }
        survey.meter.begin("checking chunks")
        survey.meter.expect(bytes: packs.reduce(0) { $0 + $1.size }, objects: packs.count)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let outcomes = try await mapBounded(packs.sorted { $0.digest < $1.digest }, limit: cores) { pack in
            defer { survey.meter.add(objects: 1) }
            return try await blocking("chunks") { try judge(pack.digest, survey, $0) }
        }
        var findings: [Finding] = []
        var hit: [Digest: [PackFlaw]?] = [:]
        for outcome in outcomes {
            switch outcome {
            case .whole: break
            case .unknown(let finding): findings.append(finding)
            case .hit(let pack, let flaws, let finding):
                hit[pack] = .some(flaws)
                findings.append(finding)
            }
        }
        guard !hit.isEmpty else { return findings }
        return findings
            + (try await blocking("chunks") { [hit] in try DamagedBuilds(hit, survey).findings(Self.id, $0) })
    }

    private func judge(_ digest: Digest, _ survey: StoreSurvey, _ cancellation: Cancellation) throws
        -> Outcome
    {
        let users = survey.blobs[digest]?.users.sorted() ?? []
        let file = Layout.blob(digest)
        func outcome(_ pack: Pack, progress: (Int64) -> Void) throws -> Outcome {
            do {
                let flaws = try pack.flaws(cancellation, progress: progress)
                guard let first = flaws.first else { return .whole }
                let frames = Set(flaws.map(\.frame))
                return .hit(
                    digest, flaws,
                    Finding(
                        Self.id, .damage, file: file, objects: users,
                        place: frames.count == 1 ? "frame \(first.frame)" : "\(frames.count) frames",
                        first.reason))
            } catch let error as ArchiveError where Self.isDamage(error) {
                return .hit(digest, nil, Finding(Self.id, error, in: survey.layout, objects: users))
            }
        }
        do {
            let pack = try survey.store.pack(digest)
            let first = try outcome(pack) { survey.meter.add(bytes: $0) }
            guard case .hit = first else { return first }
            try survey.store.files.slice(file).forgetCached()
            let second = try outcome(pack) { _ in }
            guard case .hit = second else {
                return .unknown(
                    Finding(
                        Self.id, .unknown, file: file, objects: users, "two readings gave different bytes",
                        hint: "Check the disk and the memory."))
            }
            return second
        } catch is CancellationError {
            throw CancellationError()
        } catch let error as ArchiveError where Self.isDamage(error) {
            return .hit(digest, nil, Finding(Self.id, error, in: survey.layout, objects: users))
        } catch {
            return .unknown(Finding(Self.id, error, in: survey.layout, objects: users))
        }
    }

    private static func isDamage(_ error: ArchiveError) -> Bool {
        switch error {
        case .damaged, .missing: true
        default: false
        }
    }
}
