package import EdgeArchive
package import EdgeClient
package import EdgeCore
package import EdgeJournal

/// Ends a migration: makes the source's export final when the proof is complete and the source has not changed since.
package struct MigrationCommit: Sendable {
    private let archive: Archive
    private let source: SourceEdge
    private let call: SourceCommit
    private let journal: Journal

    package init(_ archive: Archive, of source: SourceEdge, by call: SourceCommit, _ journal: Journal) {
        self.archive = archive
        self.source = source
        self.call = call
        self.journal = journal
    }

    /// - Returns: The proof that it rests on.
    /// - Throws: `ReplayError.commitRefused` with every objection; nothing was sent then.
    package func run(accepting accepted: Acceptance, meter: Meter?) async throws -> Proof {
        try await checkIdentity()
        let run = try await journal.run(nil)
        let proof = try await Proof.kept(in: journal, run: nil)
        guard proof.snapshot == archive.id, proof.archive == archive.commit.manifest.digest.description else {
            throw ReplayError.commitRefused([
                "the newest run of the journal replayed snapshot \(proof.snapshot), not \(archive.id)"
            ])
        }
        let objections = CommitConditions(
            proof, source: try await sourceNow(meter), accepting: accepted
        ).objections
        guard objections.isEmpty else { throw ReplayError.commitRefused(objections) }
        try await call.commitExport()
        try await journal.noteCommit(of: run)
        return proof
    }

    /// The archive, the journal and the command must be about one source, and its dialect must say what the call means.
    private func checkIdentity() async throws {
        var objections: [String] = []
        if call.dialect.commitExport != "confirmed" {
            objections.append("the dialect does not say commitExport: confirmed")
        }
        let identity = try await journal.identity()
        if identity.sourceHost != source.address.authority
            || identity.sourceOrganization != source.address.organization
        {
            objections.append("the journal is about \(identity)")
        }
        let archived = try? EdgeAddress(
            url: archive.config.source, organization: archive.organization, side: .source)
        if archived?.authority != source.address.authority
            || archive.organization != source.address.organization
        {
            objections.append("the archive is of \(archive.organization) at \(archive.config.source)")
        }
        guard objections.isEmpty else { throw ReplayError.commitRefused(objections) }
    }

    /// The archive against the source as it is now; its builds keep their numbers.
    private func sourceNow(_ meter: Meter?) async throws -> ComparisonReport {
        let now = try await ComparedOrganization.read(source, side: .source, builds: nil, meter: meter)
        var memory = ReplayMemory()
        memory.bindings = archive.builds.map {
            Binding(
                app: $0.app.text, source: $0.number, target: TargetBuild($0.number.value), digest: $0.digest)
        }
        let archive = archive
        let then = try await blocking("archive") { _ in try ComparedOrganization(archive) }
        return try OrganizationComparison(left: then, right: now, memory: memory).run()
    }
}
