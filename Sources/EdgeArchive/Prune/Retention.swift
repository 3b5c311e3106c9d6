import EdgeCore
import Foundation

/// Which snapshots stay: of each organization the newest ones of so many days, weeks, months or years.
///
/// Each rule is applied to all snapshots of an organization, and once more for every kind of object to those alone that
/// hold that kind and were not found damaged: a snapshot that could not read the users never replaces one that did.
package struct Retention: Sendable, Hashable {
    /// What a rule counts; of the snapshots of one period the newest stays. Periods are those of UTC, weeks those of ISO 8601.
    package enum Period: String, Sendable, CaseIterable {
        case last, daily, weekly, monthly, yearly

        /// The period of a time, as reasons name it; of `last` each snapshot is one of its own.
        func name(of snapshot: SnapshotSummary) -> String {
            let day = snapshot.createdText.prefix(10)
            return switch self {
            case .last: snapshot.id
            case .daily: String(day)
            case .weekly: Timestamp.week(snapshot.created)
            case .monthly: String(day.prefix(7))
            case .yearly: String(day.prefix(4))
            }
        }
    }

    /// How many periods of each kind keep their newest snapshot.
    package var counts: [Period: Int]
    /// Keeps all that are at most so much older than the newest of their organization.
    package var within: Duration?

    package init(_ counts: [Period: Int] = [:], within: Duration? = nil) {
        self.counts = counts
        self.within = within
    }

    /// Why snapshots stay, by their ids; those that no rule keeps are not in it.
    ///
    /// Without a rule all stay.
    /// - Parameter damaged: Ids of snapshots that validation found damaged.
    package func reasons(_ snapshots: [SnapshotSummary], damaged: Set<String>) -> [String: [String]] {
        guard !counts.isEmpty || within != nil else {
            return Dictionary(uniqueKeysWithValues: snapshots.map { ($0.id, ["no rule"]) })
        }
        var reasons: [String: [String]] = [:]
        for (_, group) in Dictionary(grouping: snapshots, by: \.organization) {
            let newestFirst = group.sorted { ($1.created, $1.id) < ($0.created, $0.id) }
            for (id, reason) in kept(newestFirst) { reasons[id, default: []].append(reason) }
            for (id, reason) in keptForWhatOthersLack(newestFirst, damaged) where reasons[id] == nil {
                reasons[id] = [reason]
            }
        }
        return reasons
    }

    private func keptForWhatOthersLack(
        _ snapshots: [SnapshotSummary], _ damaged: Set<String>
    ) -> [(id: String, reason: String)] {
        let sound = snapshots.filter { !damaged.contains($0.id) }
        var kept: [(String, String)] = []
        for kind in Kind.allCases {
            let holding = sound.filter { $0.counts[kind] != nil }
            kept += self.kept(holding).map { ($0.id, "\($0.reason) of those with \(kind.plural)") }
        }
        let complete = sound.filter { $0.missingBuilds == 0 }
        return kept + self.kept(complete).map { ($0.id, "\($0.reason) of those with all builds") }
    }

    /// - Parameter snapshots: Of one organization, the newest first.
    private func kept(_ snapshots: [SnapshotSummary]) -> [(id: String, reason: String)] {
        var kept: [(String, String)] = []
        for period in Period.allCases {
            var names: Set<String> = []
            for snapshot in snapshots {
                guard names.count < counts[period] ?? 0 else { break }
                let name = period.name(of: snapshot)
                guard names.insert(name).inserted else { continue }
                kept.append((snapshot.id, period == .last ? "last" : "\(period.rawValue) \(name)"))
            }
        }
        if let within, let newest = snapshots.first?.created {
            let oldest = newest.addingTimeInterval(-TimeInterval(within.components.seconds))
            kept += snapshots.prefix { $0.created >= oldest }.map { ($0.id, "within") }
        }
        return kept
    }
}
