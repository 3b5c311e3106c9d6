import EdgeClient
import EdgeCore
import EdgeSandbox
import Foundation
import TestKit

/// What happens when a key of the dialect is changed, on both sides or on an Edge alone.
struct KeyRow: Sendable {
    let key: String
    /// What went wrong with sandbox and client changed together; empty when the main job works.
    var together: [String] = []
    /// Only the source's Edge differs, only the target's: `equal`, or `stops 76`.
    var source = ""
    var target = ""
    /// What `probe` says of the key, of an Edge that alone differs.
    var probe = ""
    /// Ends that are neither equal nor a stop before harm that names the key.
    var harm: [String] = []

    var line: String { "| `\(key)` | \(source) | \(target) | \(probe) |" }
}

/// Walks keys of the dialect: each is changed, and the main job is done.
struct KeyWalk: Sendable {
    let folder: String
    /// A source of the default dialect, its model, and what a snapshot of it gave.
    let source: RunningSandbox
    let model: JSON
    let store: String

    init(_ folder: String, _ source: RunningSandbox) async throws {
        self.folder = folder
        self.source = source
        model = try await source.model()["organizations"]?["Harbour"] ?? .null
        store = folder + "/store"
        let ending = try await KeyJourney(sandbox: source, dialect: Dialect(), isPerson: false).snapshot(
            into: store)
        guard ending.status == .done else { throw MissingValue(what: ending.text) }
    }

    func row(of key: DialectKey) async throws -> KeyRow {
        var row = KeyRow(key: key.name)
        try await judgeTarget(key, &row)
        try await judgeSource(key, &row)
        return row
    }

    // MARK: - The target's Edge

    private func judgeTarget(_ key: DialectKey, _ row: inout KeyRow) async throws {
        let known = try await replay(store, key, speaking: key.together, taken: key.together, from: Dialect())
        if known.ending.status != .done { row.together.append("target: \(known.ending.text)") }
        if let difference = known.judge.difference { row.together.append("target: \(difference)") }
        let unknown = try await replay(store, key, speaking: key.alone, taken: key.before, from: Dialect())
        row.target = judged(unknown.ending, unknown.judge, key, "target", &row.harm)
    }

    private func replay(
        _ store: String, _ key: DialectKey, speaking spoken: Dialect, taken: Dialect, from dialect: Dialect,
        model: JSON? = nil
    ) async throws -> (ending: KeyEnding, judge: KeyJudge) {
        try await withTemporaryFolder { folder in
            try await withSandbox(
                faults: Self.faults(for: key.name, spoken),
                configure: { try configure(&$0, KeySeeds.target, spoken) }
            ) { sandbox in
                let journey = KeyJourney(sandbox: sandbox, dialect: taken, isPerson: key.isOfLogin)
                let ending = try await journey.replay(
                    store, in: folder, pullingFrom: key.name == "builds.url" ? source.report.builds : nil)
                let target = try await sandbox.model()["organizations"]?["Quay"] ?? .null
                return (
                    ending,
                    KeyJudge(
                        source: model ?? self.model, sourceDialect: dialect, target: target,
                        targetDialect: spoken)
                )
            }
        }
    }

    // MARK: - The source's Edge

    private func judgeSource(_ key: DialectKey, _ row: inout KeyRow) async throws {
        let known = try await move(key, speaking: key.together, taken: key.together, &row)
        if known.ending.status != .done { row.together.append("source: \(known.ending.text)") }
        if let difference = known.judge?.difference { row.together.append("source: \(difference)") }
        let unknown = try await move(key, speaking: key.together, taken: key.before, &row)
        row.source = judged(unknown.ending, unknown.judge, key, "source", &row.harm)
    }

    private func move(_ key: DialectKey, speaking spoken: Dialect, taken: Dialect, _ row: inout KeyRow)
        async throws -> (ending: KeyEnding, judge: KeyJudge?)
    {
        let isAlone = spoken != taken
        let (ending, judge, probe) = try await withTemporaryFolder { folder in
            try await withSandbox(configure: { try configure(&$0, KeySeeds.source, spoken) }) { sandbox in
                let journey = KeyJourney(sandbox: sandbox, dialect: taken, isPerson: key.isOfLogin)
                let probe = isAlone ? try await Self.probe(key.name, sandbox, journey) : ""
                let ending = try await journey.snapshot(into: folder + "/store")
                let model = try await sandbox.model()["organizations"]?["Harbour"] ?? .null
                guard ending.status == .done else { return (ending, KeyJudge?.none, probe) }
                let replayed = try await replay(
                    folder + "/store", key, speaking: Dialect(), taken: Dialect(), from: spoken, model: model)
                return (replayed.ending, replayed.judge, probe)
            }
        }
        if isAlone { row.probe = probe }
        return (ending, judge)
    }

    // MARK: - Judging

    private func judged(
        _ ending: KeyEnding, _ judge: KeyJudge?, _ key: DialectKey, _ side: String, _ harm: inout [String]
    ) -> String {
        if let stray = judge?.stray { harm.append("\(side): \(stray)") }
        guard ending.status != .done else {
            if let difference = judge?.difference { harm.append("\(side): ends with 0, but \(difference)") }
            return "equal"
        }
        if !ending.text.contains(key.name) {
            harm.append("\(side): stops without the key: \(ending.status.rawValue) \(ending.text)")
        }
        // One build goes alone and is read back; where only some objects fail, the others are done; and what comes after
        // the builds finds them whole.
        if let judge, ending.status != .partial, judge.builds > 1, !judge.areBuildsEqual {
            harm.append("\(side): stops after \(judge.builds) builds: \(ending.text)")
        }
        return "stops \(ending.status.rawValue)"
    }

    /// What `probe` says of a key of an Edge that alone differs.
    private static func probe(_ key: String, _ sandbox: RunningSandbox, _ journey: KeyJourney) async throws
        -> String
    {
        do {
            let report = try await Probe(try journey.source()).run()
            return report.keys.first { $0.key == key }?.verdict.rawValue ?? "not seen"
        } catch let error as any Explained {
            return KeyEnding(error).text.contains(key) ? "contradicted" : "stops \(error.status.rawValue)"
        }
    }

    /// Some keys count only when something went wrong before.
    private static func faults(for key: String, _ dialect: Dialect) -> String {
        switch key {
        case "users.resetCredentials":
            "faults: [{route: \"POST \(dialect.user.path)\", fault: loseReply, times: 2}]"
        case "tasks.expireField", "tasks.expireValue":
            "faults: [{route: \"POST \(dialect.builds.path)\", fault: loseReply, times: 1}]"
        default: ""
        }
    }
}

private func configure(_ settings: inout SandboxSettings, _ seed: String, _ dialect: Dialect) throws {
    settings.dialect = dialect
    settings.seed = try KeySeeds.seed(seed, dialect)
}

extension DialectKey {
    var isOfLogin: Bool { name.hasPrefix("login.") }
}
