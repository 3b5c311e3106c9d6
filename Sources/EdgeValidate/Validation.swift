package import EdgeArchive
package import EdgeCore

/// Reads a store, or one snapshot of it, and says everything that is wrong with it.
package struct Validation: Sendable {
    private let address: ArchiveAddress
    private let level: Level
    private let isWhole: Bool

    /// An address without a snapshot means all that the store holds.
    /// - Parameter whole: Besides the level, hash the tar of every build.
    package init(_ address: ArchiveAddress, level: Level = .bytes, whole: Bool = false) {
        self.address = address
        self.level = level
        isWhole = whole
    }

    /// Runs every rule of the level.
    /// - Throws: `ArchiveError` when there is no store or no such snapshot at all; all else is a finding.
    package func run(_ meter: Meter = Meter()) async throws -> ValidationReport {
        let (address, level) = (address, level)
        let survey = try await blocking("survey") { _ in try StoreSurvey(address, level: level, meter) }
        var findings: [Finding] = []
        for rule in AllRules.store where type(of: rule).level <= level {
            findings += try await rule.findings(in: survey)
        }
        if isWhole { findings += try await AllRules.whole.findings(in: survey) }
        if level >= .content { findings += try await contentFindings(survey) }
        return ValidationReport(
            store: address.path, level: level, snapshots: survey.snapshots.map(\.file.id),
            files: survey.files.count, bytes: level >= .bytes ? survey.hashedBytes : 0,
            findings: Self.ordered(findings))
    }

    /// One snapshot after the other, so that the documents of one only are in memory.
    private func contentFindings(_ survey: StoreSurvey) async throws -> [Finding] {
        var findings: [Finding] = []
        for snapshot in survey.snapshots {
            guard let archive = snapshot.archive else { continue }
            findings += try await blocking("content") { _ in
                let contents = SnapshotContents(archive)
                return AllRules.content.flatMap { $0.findings(in: contents) }
            }
        }
        return findings
    }

    /// The worst first; of several rules that find the same file damaged, the first speaks.
    private static func ordered(_ findings: [Finding]) -> [Finding] {
        var damaged: Set<String> = []
        let unique = findings.filter { finding in
            guard finding.severity == .damage, let file = finding.file else { return true }
            return damaged.insert(file).inserted
        }
        return unique.enumerated().sorted {
            ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
        }.map(\.element)
    }
}
