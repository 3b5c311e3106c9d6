import EdgeArchive
import EdgeCore
import EdgeValidate
import Foundation
import TestKit
import Testing

@testable import edgeferry

/// `validate --level content` finds nothing, or says that all of the builds can be restored, exactly when the rehearsal ends equal.
struct RehearsalPropertyTests {
    @Test func `what is whole is rehearsed equal, and what is wrong is not`() async throws {
        try await check(seeds: 1...26)
    }
}

extension TortureTests {
    @Test func `two hundred random organizations, whole and wrong, agree in validation and rehearsal`()
        async throws
    {
        let first = ProcessInfo.processInfo.environment["EDGEFERRY_SEED"].flatMap(UInt64.init) ?? 1000
        try await RehearsalPropertyTests().check(seeds: first...(first + 199))
    }
}

extension RehearsalPropertyTests {
    /// Half of them are whole; each kind of wrong has its turn among the others. Every third archive is a sealed file.
    fileprivate func check(seeds: ClosedRange<UInt64>) async throws {
        let outcomes = try await mapBounded(Array(seeds), limit: 4) { seed in
            let kinds = RandomArchive.Wrong.allCases
            let wrong = seed.isMultiple(of: 2) ? nil : kinds[Int(seed / 2) % kinds.count]
            return try await outcome(seed: seed, wrong)
        }
        let disagreeing = outcomes.filter {
            ($0.isIntact || $0.isSpared) != $0.isEqual || $0.isIntact != ($0.wrong == nil)
        }
        #expect(disagreeing.isEmpty, "\(disagreeing.map(\.text).joined(separator: "\n"))")
        let counts = [\Outcome.isSealed, \.isEqual, \.isSpared].map { path in
            outcomes.count { $0[keyPath: path] }
        }
        print(
            "rehearsals: \(outcomes.count), \(counts[0]) of them of sealed files; equal \(counts[1]), "
                + "\(counts[2]) of them with damage that spares the builds")
    }

    private struct Outcome: Sendable {
        let seed: UInt64
        let wrong: RandomArchive.Wrong?
        let isSealed: Bool
        let isIntact: Bool
        /// Damage of which the report says that all of the builds can be restored.
        let isSpared: Bool
        let isEqual: Bool
        let text: String
    }

    private func outcome(seed: UInt64, _ wrong: RandomArchive.Wrong?) async throws -> Outcome {
        try await withTemporaryFolder { folder in
            let isSealed = seed.isMultiple(of: 3)
            let (archive, id) = try await RandomArchive.write(
                seed: seed, wrong: wrong, isSealed: isSealed, in: folder)
            let report = try await Validation(ArchiveAddress(parsing: archive), level: .content).run()
            let rehearsed = try await RehearsedSnapshot.rehearsing(id, of: archive, nil)
            return Outcome(
                seed: seed, wrong: wrong, isSealed: isSealed, isIntact: report.status == .done,
                isSpared: report.findings.contains { $0.what.hasPrefix("all of it can be restored") },
                isEqual: rehearsed.isEqual,
                text: "seed \(seed), \(wrong?.rawValue ?? "whole")\(isSealed ? ", sealed" : ""):\n  "
                    + (report.lines + rehearsed.lines).joined(separator: "\n  "))
        }
    }
}
