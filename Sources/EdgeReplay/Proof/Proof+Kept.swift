package import EdgeJournal

extension Proof {
    /// The proof that a run ended with; of the newest run when none is named.
    /// - Throws: `ReplayError.noRun`, or `noProof` when the run did not end.
    package static func kept(in journal: Journal, run number: Int?) async throws -> Proof {
        let run = try await journal.run(number)
        guard let kept = try await journal.proof(of: run), let proof = Proof(kept) else {
            throw ReplayError.noProof(run: Int(run.id), isOpen: run.outcome == nil)
        }
        return proof
    }
}

extension Journal {
    /// A run by its number; the newest for nil.
    /// - Throws: `ReplayError.noRun` when the journal does not have it.
    func run(_ number: Int?) throws -> Run {
        let runs = try runs()
        guard let run = number == nil ? runs.last : runs.first(where: { $0.id == number.map(Int64.init) })
        else { throw ReplayError.noRun(number) }
        return run
    }
}
