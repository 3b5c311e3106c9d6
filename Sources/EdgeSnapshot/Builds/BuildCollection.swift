import EdgeArchive
import EdgeCore
import EdgeHTTP
import Foundation

/// Brings builds from the places that the operator names into a store (A7: the API gives none).
struct BuildCollection: Sendable {
    let sources: BuildSources
    let wire: Transport
    let meter: Meter?

    /// Two at a time: enough to hide the latency of a source, few enough for a disk.
    private static let parallel = 2

    /// Takes each build from the first place that has it; what no place has is stated in the snapshot.
    func collect(_ wanted: [WantedBuild], into writer: SnapshotWriter) async throws -> BuildOutcome {
        meter?.expect(bytes: wanted.compactMap(\.size).reduce(0, +), objects: wanted.count)
        var found = try await mapBounded(wanted, limit: Self.parallel) { build in
            meter?.begin("build \(build.app)/\(build.number)")
            return try await take(build, into: writer)
        }
        let missing = found.indices.filter { found[$0].isMissing }
        var outcome = BuildOutcome()
        if !sources.scanned.isEmpty, !missing.isEmpty {
            let proposal = try await propose(missing.map { wanted[$0] }, among: wanted, writer)
            for (index, taken) in try await take(missing.map { ($0, wanted[$0]) }, proposal, into: writer) {
                found[index] = taken
            }
            outcome.scan = proposal
        }
        for (build, found) in zip(wanted, found) {
            if case .missing(let reason) = found {
                await writer.missing(build.app, build.number, reason: reason)
            }
            outcome.count(build, found)
        }
        return outcome
    }

    private func take(_ build: WantedBuild, into writer: SnapshotWriter) async throws -> FoundBuild {
        defer { meter?.add(objects: 1) }
        var reasons: [String] = []
        if let path = sources.single[build.key] {
            let found = try await copy(build, path, into: writer)
            guard case .missing(let reason) = found else { return found }
            reasons.append(reason)
        }
        var refusal: HTTPError?
        for source in sources.patterns {
            let place = source.pattern.place(
                organization: writer.organization, app: build.app, build: build.number.value)
            do {
                let found =
                    source.pattern.isURL
                    ? try await fetch(build, place, source.headers, into: writer)
                    : try await copy(build, place, into: writer)
                guard case .missing(let reason) = found else { return found }
                reasons.append(reason)
            } catch let error as HTTPError where error.status == .notAllowed {
                // Another source may still have it; but a wrong credential must not look like a missing build.
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
        return .missing(reasons.isEmpty ? "no build source was named" : reasons.joined(separator: "; "))
    }

    func copy(_ build: WantedBuild, _ path: String, into writer: SnapshotWriter) async throws
        -> FoundBuild
    {
        guard let file = try existing(path) else { return .missing("\(path) does not exist") }
        if let reason = wrongSize(build, file.size, at: path) { return .missing(reason) }
        let provenance = try Provenance(file: path)
        if let known = try await writer.known(build.app, build.number, label: build.label, from: provenance) {
            meter?.add(bytes: known.size)
            return .unchanged(known)
        }
        return .taken(
            try await writer.keep(
                build.app, build.number, label: build.label, copying: file, size: build.size,
                from: provenance,
                meter: meter))
    }

    private func fetch(
        _ build: WantedBuild, _ url: String, _ headers: [HTTPHeader], into writer: SnapshotWriter
    ) async throws -> FoundBuild {
        do {
            return try await fetchOpenly(build, url, headers, into: writer)
        } catch let error as HTTPError {
            throw error.hiding(headers)
        }
    }

    private func fetchOpenly(
        _ build: WantedBuild, _ url: String, _ headers: [HTTPHeader], into writer: SnapshotWriter
    ) async throws -> FoundBuild {
        guard let remote = try await reachable(url, headers) else {
            return .missing("nothing is at \(redacted(url: url))")
        }
        if let size = remote.size, let reason = wrongSize(build, size, at: redacted(url: url)) {
            return .missing(reason)
        }
        let provenance = Provenance(url: url, etag: remote.etag, size: remote.size)
        if let provenance,
            let known = try await writer.known(build.app, build.number, label: build.label, from: provenance)
        {
            meter?.add(bytes: known.size)
            return .unchanged(known)
        }
        let staged = writer.staging(build.app, build.number)
        let download = try await wire.download(url, headers: headers, to: staged)
        // A file that changed between the two calls is kept under the mark it was read with.
        let read = Provenance(url: url, etag: download.etag, size: download.size)
        let kept = try await writer.keep(
            build.app, build.number, label: build.label, hashed: download.digest, size: build.size, from: read
        )
        try PartialFile.forget(staged)
        return .taken(kept)
    }

    private func existing(_ path: String) throws -> FileSlice? {
        do {
            return try FileSlice(whole: path)
        } catch  where error.status == .noInput {
            return nil
        }
    }

    /// Nil when the server says that there is nothing.
    private func reachable(_ url: String, _ headers: [HTTPHeader]) async throws -> RemoteFile? {
        do {
            return try await wire.probe(url, headers: headers)
        } catch let error as HTTPError {
            if case .refused(_, _, let status, _) = error, status == 404 || status == 410 { return nil }
            throw error
        }
    }

    private func wrongSize(_ build: WantedBuild, _ size: Int64, at place: String) -> String? {
        guard let announced = build.size, announced != size else { return nil }
        return "\(place) has \(size) bytes, the Edge says \(announced): it is another build"
    }
}
