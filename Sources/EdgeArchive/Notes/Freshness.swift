package import EdgeCore
package import Foundation

/// Whether each organization of a store has a snapshot that is young enough and was found whole.
package struct Freshness: Sendable {
    /// An organization without one.
    package struct Stale: Sendable {
        package let organization: OrganizationName
        package let newest: SnapshotSummary
        /// What validations said of the newest.
        package let history: ValidationHistory
        /// The newest that was found whole, if any.
        package let sound: SnapshotSummary?
        let now: Date

        /// Which organization, how old, and whether validated.
        package var text: String {
            if Freshness.isAhead(newest, now) {
                return
                    "\(organization): the newest snapshot is dated \(newest.createdText), which is still to come"
            }
            let story =
                "\(organization): the newest snapshot is \(Freshness.age(newest, now)) old, \(history.text)"
            guard newest.id != sound?.id else { return story }
            let older = sound.map { "the newest sound one is \(Freshness.age($0, now)) old" }
            return "\(story); \(older ?? "no snapshot was found sound")"
        }

        package var json: JSON {
            [
                "organization": .string(organization.text), "newest": .string(newest.id),
                "ageSeconds": .int(Int(now.timeIntervalSince(newest.created))),
                "validated": .array(history.entries.map(\.json)), "newestSound": .optional(sound?.id),
                "newestSoundAgeSeconds": sound.map { .int(Int(now.timeIntervalSince($0.created))) } ?? .null,
                "reason": .string(text),
            ]
        }
    }

    /// Ascending by organization.
    package let stale: [Stale]

    /// - Parameter limit: The most that a snapshot may be old, in whole seconds.
    package init(
        _ snapshots: [SnapshotSummary], _ validations: [String: ValidationHistory], now: Date, limit: Duration
    ) {
        stale = Dictionary(grouping: snapshots, by: \.organization.text).sorted { precedes($0.key, $1.key) }
            .compactMap { _, snapshots in
                let ordered = snapshots.sorted { $0.created < $1.created }
                let sound = ordered.last {
                    validations[$0.id]?.isSound == true && !Self.isAhead($0, now)
                }
                guard let newest = ordered.last else { return nil }
                if let sound, now.timeIntervalSince(sound.created) <= TimeInterval(limit.components.seconds) {
                    return nil
                }
                return Stale(
                    organization: newest.organization, newest: newest,
                    history: validations[newest.id] ?? ValidationHistory(), sound: sound, now: now)
            }
    }

    /// A clock that was wrong must not keep an alarm quiet; a few minutes are no wonder between machines.
    fileprivate static func isAhead(_ snapshot: SnapshotSummary, _ now: Date) -> Bool {
        snapshot.created.timeIntervalSince(now) > 300
    }

    /// As `3 d 4 h`, `26 h 10 min`, `12 min`.
    fileprivate static func age(_ snapshot: SnapshotSummary, _ now: Date) -> String {
        let minutes = max(0, Int(now.timeIntervalSince(snapshot.created)) / 60)
        switch minutes {
        case ..<60: return "\(minutes) min"
        case ..<(72 * 60): return "\(minutes / 60) h \(minutes % 60) min"
        default: return "\(minutes / 1440) d \(minutes / 60 % 24) h"
        }
    }
}
