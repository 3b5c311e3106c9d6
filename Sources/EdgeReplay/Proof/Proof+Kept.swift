package import EdgeJournal

extension Proof {
    /// The proof that a run ended with; of the newest run when none is named.
    /// - Throws: `ReplayError.noProof` when there is no such run, or it did not end.
    package static func kept(in journal: Journal, run number: Int?) async throws -> Proof {
        let runs = try await journal.runs()
        guard let run = number.map({ number in runs.first { $0.id == number } }) ?? runs.last else {
            throw ReplayError.noProof(run: number, isOpen: false)
        }
        guard let kept = try await journal.proof(of: run), let proof = Proof(kept) else {
            throw ReplayError.noProof(run: Int(run.id), isOpen: run.outcome == nil)
        }
        return proof
    }
}
