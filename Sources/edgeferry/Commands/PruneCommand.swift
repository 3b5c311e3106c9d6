import ArgumentParser
import EdgeArchive
import EdgeCore
import Foundation

struct PruneCommand: FerryCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove old snapshots of a store, and the bytes that only they need.",
        discussion: """
            Of each organization the newest snapshot of so many days, weeks, months and years stays, and what any rule keeps \
            stays. Days begin at midnight UTC. A snapshot that lacks users, say, because they could not be read never pushes \
            out the newest ones that hold users; nor does one that lacks builds, or that validate found damaged. With a \
            kept snapshot that cannot be read nothing is removed (65). Blobs that no snapshot names are removed when they \
            are older than --grace: an interrupted snapshot goes on from them. Ends with 75 while another process writes \
            into the store or reads it.

            Examples:
              edgeferry prune /backup/edge --keep-daily 14 --keep-weekly 8 --keep-monthly 24 --dry-run
              edgeferry prune /backup/edge --forget 0123456789ab
            """)

    @Argument(help: ArgumentHelp("Folder of the store.", valueName: "store"))
    var store: String

    @Option(help: ArgumentHelp("Keep the newest n snapshots.", valueName: "n"))
    var keepLast: Int?

    @Option(help: ArgumentHelp("Keep the newest snapshot of each of n days.", valueName: "n"))
    var keepDaily: Int?

    @Option(help: ArgumentHelp("Keep the newest snapshot of each of n weeks (ISO 8601).", valueName: "n"))
    var keepWeekly: Int?

    @Option(help: ArgumentHelp("Keep the newest snapshot of each of n months.", valueName: "n"))
    var keepMonthly: Int?

    @Option(help: ArgumentHelp("Keep the newest snapshot of each of n years.", valueName: "n"))
    var keepYearly: Int?

    @Option(
        help: ArgumentHelp(
            "Keep all that are at most this much older than the newest: 48h, 30d.", valueName: "time"))
    var keepWithin: RunTime?

    @Option(
        help: ArgumentHelp(
            "Remove this snapshot whatever the rules say, damaged or not: an id; may be given again.",
            valueName: "id"))
    var forget: [String] = []

    @Option(help: ArgumentHelp("Keep younger blobs that no snapshot names.", valueName: "time"))
    var grace = RunTime.twoDays

    @Flag(help: "Say what would go and why; remove nothing.")
    var dryRun = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        let counts = counts.values
        guard !counts.isEmpty || keepWithin != nil || !forget.isEmpty else {
            throw ValidationError("Say what stays: --keep-daily 14, for instance, or what goes: --forget ID.")
        }
        guard counts.allSatisfy({ $0 > 0 }) else {
            throw ValidationError("A number of snapshots to keep is 1 or more.")
        }
        guard forget.allSatisfy({ $0.wholeMatch(of: /[0-9a-f]{12}/) != nil }) else {
            throw ValidationError("--forget is the 12 digits that list shows.")
        }
    }

    private var counts: [Retention.Period: Int] {
        [
            .last: keepLast, .daily: keepDaily, .weekly: keepWeekly, .monthly: keepMonthly,
            .yearly: keepYearly,
        ].compactMapValues(\.self)
    }

    func perform(_ console: Console) async throws -> ExitStatus {
        let (path, isDry, meter) = (store, dryRun, console.meter)
        let retention = Retention(counts, within: keepWithin?.duration)
        let (forgotten, grace) = (Set(forget), grace.duration)
        let plan = try await blocking("prune") { cancellation in
            let pruning = Pruning(
                try Store.open(at: path), retention, forgetting: forgotten, grace: grace,
                patience: .seconds(10), now: Date())
            return isDry ? try pruning.plan() : try pruning.run(cancellation, meter)
        }
        var json = plan.json.object ?? [:]
        json["dryRun"] = .bool(isDry)
        console.result(text: plan.lines(isDry: isDry), json: .object(json))
        return .done
    }
}

extension PrunePlan {
    /// For people: each snapshot with the reason why it stays, then what goes.
    fileprivate func lines(isDry: Bool) -> [String] {
        var lines = kept.map { kept in
            let snapshot = kept.snapshot
            return "keeps \(snapshot.id)  \(snapshot.createdText)  \(snapshot.organization)  "
                + kept.reasons.joined(separator: ", ")
        }
        lines += lost.map { "keeps \($0)  its commit is missing: run adopt" }
        let word = isDry ? "would remove" : "removed"
        lines += removed.map { file in
            "\(word) \(file.id)  \(file.created.map(Timestamp.text) ?? "?")  \(file.organization)"
        }
        lines += forgottenTags.sorted().map { "\(word) the tag \($0)" }
        var sum =
            "\(store): \(kept.count) kept, \(removed.count) \(word); \(blobs.count) blobs, \(ByteCount(bytes))"
        if young > 0 {
            sum += "; \(young) blobs that no snapshot names are young and stay (\(ByteCount(youngBytes)))"
        }
        return lines + [sum]
    }
}
