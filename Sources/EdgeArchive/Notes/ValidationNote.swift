import EdgeCore
package import Foundation

/// What one run of `validate` checked of a store, and what came of it: a file of `work/validated/`.
///
/// Notes belong to no snapshot and are no part of the format; whoever removes them only forgets.
package struct ValidationNote: Sendable, Hashable {
    /// How deep a validation looked; each includes those before it.
    package enum Depth: String, Sendable, CaseOrdered {
        case structure
        case bytes
        case content
        case rehearsal
    }

    /// Whole seconds of UTC.
    package let time: Date
    package let depth: Depth
    package let verdict: Verdict
    /// By the ids of the snapshots that were looked at.
    package let snapshots: [String: Verdict]
    /// Files that are damaged, below the root of the store.
    package let damaged: [String]

    package init(
        time: Date, depth: Depth, verdict: Verdict, snapshots: [String: Verdict], damaged: [String]
    ) {
        self.time = Timestamp.whole(time)
        self.depth = depth
        self.verdict = verdict
        self.snapshots = snapshots
        self.damaged = Array(damaged.prefix(Self.mostDamaged))
    }

    /// More names nobody reads.
    private static var mostDamaged: Int { 1000 }

    /// Two runs of one second have different names, unless they say the same.
    var fileName: String {
        "\(Timestamp.compact(time))-\(depth.rawValue)-\(Digest(of: json.data).hex.prefix(8)).json"
    }

    /// True when this note says all that the other one says, and later.
    func supersedes(_ other: ValidationNote, among existing: Set<String>) -> Bool {
        other.time <= time && other.depth <= depth
            && Set(other.snapshots.keys).intersection(existing).isSubset(of: snapshots.keys)
    }

    var json: JSON {
        [
            "time": .string(Timestamp.text(time)), "level": .string(depth.rawValue),
            "verdict": .string(verdict.rawValue),
            "snapshots": .object(
                JSONObject(snapshots.map { (key: $0.key, value: JSON.string($0.value.rawValue)) })),
            "damaged": .strings(damaged),
        ]
    }

    /// Nil for what is no note of ours.
    init?(_ json: JSON) {
        guard let time = json["time"]?.string.flatMap({ Timestamp.read($0) }),
            let depth = json["level"]?.string.flatMap({ Depth(rawValue: $0) }),
            let verdict = json["verdict"]?.string.flatMap({ Verdict(rawValue: $0) }),
            let members = json["snapshots"]?.object?.members
        else { return nil }
        let snapshots = members.compactMap { member in
            member.value.string.flatMap { Verdict(rawValue: $0) }.map { (member.key, $0) }
        }
        guard snapshots.count == members.count else { return nil }
        self.init(
            time: time, depth: depth, verdict: verdict,
            snapshots: Dictionary(snapshots) { first, _ in first },
            damaged: json["damaged"]?.strings ?? [])
    }
}
