package import EdgeCore
package import EdgeJournal
import Foundation

/// What a journal remembers, in words: its runs, and the story of one object.
package struct RunHistory: Sendable {
    private struct Chapter: Sendable {
        let run: Run
        let plan: Plan
        let records: [String: Record]
    }

    private let identity: JournalIdentity
    private let path: String
    private let chapters: [Chapter]
    private let bindings: [Binding]
    private let keys: [OnceOnlySecret]

    package init(_ journal: Journal) async throws {
        identity = try await journal.identity()
        path = journal.path
        var chapters: [Chapter] = []
        for run in try await journal.runs() {
            chapters.append(
                Chapter(
                    run: run, plan: try Plan(try await journal.plan(of: run)),
                    records: try await journal.records(of: run)))
        }
        self.chapters = chapters
        bindings = try await journal.bindings()
        keys = try journal.keysFile.entries()
    }

    // MARK: - Runs

    package var lines: [String] {
        ["\(identity)  \(path)"]
            + (chapters.isEmpty ? ["  no runs"] : chapters.map { "  " + Self.line($0) })
    }

    private static func line(_ chapter: Chapter) -> String {
        let work = chapter.plan.actions.filter(\.isWork)
        let states = work.map { chapter.records[$0.id]?.state }
        let done = states.count { $0 == .completed }
        let failed = states.count { $0 == .failed }
        let doubt = states.count { $0 == .claimed }
        let undone = states.count { $0 == .undone }
        var line = "run \(chapter.run.id)  \(chapter.run.started.formatted(.iso8601))  "
        line += "snapshot \(chapter.run.snapshot)  \(chapter.run.outcome?.rawValue ?? "open")  "
        line += "\(done) of \(work.count) actions done"
        if failed > 0 { line += ", \(failed) failed" }
        if doubt > 0 { line += ", \(doubt) in doubt" }
        if undone > 0 { line += ", \(undone) taken back" }
        if let time = chapter.run.committed { line += ", source committed \(time.formatted(.iso8601))" }
        return line
    }

    package var json: JSON {
        [
            "journal": .string(path), "organizations": .string(identity.description),
            "runs": .array(
                chapters.map { chapter in
                    let work = chapter.plan.actions.filter(\.isWork)
                    let states = work.compactMap { chapter.records[$0.id]?.state }
                    return [
                        "run": .int(chapter.run.id), "snapshot": .string(chapter.run.snapshot),
                        "started": .string(chapter.run.started.formatted(.iso8601)),
                        "ended": .optional(chapter.run.ended?.formatted(.iso8601)),
                        "outcome": .optional(chapter.run.outcome?.rawValue),
                        "committed": .optional(chapter.run.committed?.formatted(.iso8601)),
                        "actions": .int(work.count),
                        "completed": .int(states.count { $0 == .completed }),
                        "failed": .int(states.count { $0 == .failed }),
                        "inDoubt": .int(states.count { $0 == .claimed }),
                        "undone": .int(states.count { $0 == .undone }),
                    ]
                }),
        ]
    }

    // MARK: - One object

    /// The story of an object in words, oldest first; empty when no run was about it.
    package func story(of object: String) -> [String] {
        let told = chapters.flatMap { chapter in
            let actions = chapter.plan.actions.filter { $0.object.description == object }
            guard !actions.isEmpty else { return [String]() }
            let begin =
                "run \(chapter.run.id), \(chapter.run.started.formatted(.iso8601)), snapshot \(chapter.run.snapshot)"
            return [begin] + actions.map { "  " + Self.sentence($0, chapter.records[$0.id]) }
        }
        guard !told.isEmpty else { return [] }
        let bound = bindings.filter { "build/\($0.app)/\($0.source)" == object }.map {
            "it is build \($0.target) of \($0.app) on the target (sha256 \($0.digest.hex.prefix(12))…)"
        }
        let kept = keys.filter { $0.object == object }.map {
            "run \($0.run) kept its \($0.kind) in \(path).keys at \($0.time.formatted(.iso8601))"
        }
        return told + bound + kept
    }

    private static func sentence(_ action: Action, _ record: Record?) -> String {
        let call = action.method.map { " (\($0) \(action.path ?? ""))" } ?? ""
        guard action.isWork else {
            let verdict = action.verdict.map { ", \($0.rawValue)" } ?? ""
            return "\(action.id): nothing was to be done\(verdict)\(action.reason.map { ": " + $0 } ?? "")"
        }
        guard let record else { return "\(action.id)\(call): it was not begun" }
        let time = record.claimed.formatted(.iso8601)
        switch record.state {
        case .completed: return "\(action.id)\(call): done, claimed \(time)"
        case .failed:
            return "\(action.id)\(call): failed, claimed \(time): \(record.error ?? "no reason kept")"
        case .undone: return "\(action.id)\(call): done, claimed \(time), and taken back by a rollback"
        case .claimed:
            return "\(action.id)\(call): in doubt since \(time); the next run of the same command looks"
        }
    }
}
