package import EdgeArchive
package import EdgeClient
package import EdgeCore
package import EdgeHTTP
package import Foundation

/// Copies one organization from an Edge into a store.
package struct Snapshot: Sendable {
    private let source: SourceEdge
    private let store: Store
    private let builds: BuildCollection
    private let representation: BuildRepresentation
    private let now: @Sendable () -> Date
    private let meter: Meter?

    /// - Parameter wire: speaks to build sources, which are no Edges: without the Edge's credentials and pacing.
    package init(
        of source: SourceEdge, into store: Store, builds sources: BuildSources, over wire: Transport,
        stored representation: BuildRepresentation = .standard, meter: Meter? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.source = source
        self.store = store
        builds = BuildCollection(sources: sources, wire: wire, meter: meter)
        self.representation = representation
        self.meter = meter
        self.now = now
    }

    /// Reads everything that can be read, states what cannot, and commits last.
    /// - Throws: `SnapshotError.nothingReadable` when no kind could be read, which is a wrong account and no snapshot;
    ///   what a store, an Edge or a build source throws.
    package func run() async throws -> SnapshotReport {
        let writer = try SnapshotWriter(
            store, organization: source.address.organization, source: source.address.url,
            dialect: source.dialect, builds: representation, now: now())
        var read: [Kind: [Document]] = [:]
        var refusals: [ClientError] = []
        var reasons: [Kind: String] = [:]
        var fuzzy: [ObjectID] = []
        for kind in Kind.allCases {
            meter?.begin("reading \(kind.plural)")
            do {
                let (documents, moving) = try await ConsistentReading(of: source, meter: meter).run(kind)
                try await writer.write(documents, kind: kind)
                await writer.fuzzy(moving)
                fuzzy += moving
                read[kind] = documents
            } catch let error as ClientError where error.answerStatus == 403 || error.answerStatus == 404 {
                refusals.append(error)
                let reason = Self.reason(error, kind)
                reasons[kind] = reason
                await writer.unread(kind, status: error.answerStatus, reason: reason)
            }
        }
        if read.isEmpty, let refusal = refusals.first { throw SnapshotError.nothingReadable(cause: refusal) }
        let wanted = try WantedBuild.all(of: read[.app] ?? [], source.dialect)
        let outcome = try await builds.collect(wanted, into: writer)
        meter?.begin("counting what is not carried")
        for list in source.dialect.notCarried.paths {
            await writer.notCarried(list.name, count: try await source.count(at: list.path))
        }
        meter?.begin("committing")
        let summary = try await writer.commit()
        return SnapshotReport(
            snapshot: summary, documents: read.mapValues(\.count),
            unread: refusals.isEmpty ? [] : Kind.allCases.filter { read[$0] == nil }, reasons: reasons,
            fuzzy: fuzzy, builds: outcome)
    }

    /// Why a kind could not be read; an Edge that has it elsewhere answers as one that does not have it.
    private static func reason(_ error: ClientError, _ kind: Kind) -> String {
        let words = error.why ?? error.what
        return error.answerStatus == 404 ? "\(words), look at \(kind.rawValue).path in the dialect" : words
    }
}
