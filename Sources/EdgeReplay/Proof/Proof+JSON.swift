package import EdgeCore
import Foundation

/// A proof as the journal keeps it and `proof --format json` prints it.
extension Proof {
    package var json: JSON {
        [
            "run": .int(run), "snapshot": .string(snapshot), "archive": .string(archive),
            "time": .int(Int(time.timeIntervalSince1970)), "comparison": comparison.json,
            "goneAtSource": .strings(goneAtSource), "foreign": .strings(foreign),
            "waived": .array(waived.map(\.json)), "unread": .strings(unread), "fuzzy": .strings(fuzzy),
            "notMigrated": .array(notMigrated.map(\.json)),
            "made": .object(
                JSONObject(
                    made.map { (key: $0.key.description, value: .string($0.value.description)) })),
        ]
    }

    /// Reads what `json` gives; nil for anything else.
    package init?(_ json: JSON) {
        guard let run = json["run"]?.int, let snapshot = json["snapshot"]?.string,
            let archive = json["archive"]?.string, let time = json["time"]?.int,
            let comparison = json["comparison"].flatMap(ComparisonReport.init)
        else { return nil }
        self.init(
            run: run, snapshot: snapshot, archive: archive,
            time: Date(timeIntervalSince1970: TimeInterval(time)), comparison: comparison)
        goneAtSource = json["goneAtSource"]?.strings ?? []
        foreign = json["foreign"]?.strings ?? []
        waived = (json["waived"]?.array ?? []).compactMap(Waived.init)
        notMigrated = (json["notMigrated"]?.array ?? []).compactMap(NotMigrated.init)
        unread = json["unread"]?.strings ?? []
        fuzzy = json["fuzzy"]?.strings ?? []
        for (name, digest) in json["made"]?.object?.members ?? [] {
            guard let id = ObjectID(name), let digest = digest.string.flatMap({ Digest($0) }) else {
                return nil
            }
            made[id] = digest
        }
    }
}
