import EdgeCore
import EdgeJournal
import EdgeReplay
import TestKit

/// What a replay leaves behind, by the books of the sandbox: equal for two replays that did the same, however often
/// they were disturbed.
struct Aftermath: Sendable {
    /// Everything that the organization holds and how often it came to be, without times and secrets.
    let organization: JSON
    /// How often a task of a type ended in a state. Uploads that were given up for another are no part of it.
    let tasks: [String: Int]
    /// Once-only secrets that nobody has and nobody named.
    let lost: [String]

    private static let volatile: Set = ["created", "updated", "onceOnly", "tasks"]

    init(of trial: Trial, _ report: ReplayReport) async throws {
        let model = try await trial.organization()
        organization = Self.lasting(model)
        tasks = Dictionary(
            (model["tasks"]?.array ?? []).filter { $0["state"] != "expired" }.map { task in
                (["appName", "type", "state"].map { task[$0]?.string ?? "" }.joined(separator: " "), 1)
            }, uniquingKeysWith: +)
        var lost = try await trial.deadKeys()
        let entries = try KeysFile(path: trial.journalPath + ".keys").entries()
        for (object, secret) in model["onceOnly"]?.object?.members ?? []
        where object.hasPrefix("subscription/") {
            let kept = entries.last { $0.object == object }?.secret.reveal()
            guard kept != secret.string, !report.attention.contains(where: { $0.contains(object) }) else {
                continue
            }
            lost.append("the secret of \(object)")
        }
        self.lost = lost
    }

    /// What another replay left otherwise, and what this one lost.
    func complaints(against other: Aftermath) -> [String] {
        var complaints = lost
        for part in Set((organization.object ?? [:]).keys).union((other.organization.object ?? [:]).keys)
        where organization[part] != other.organization[part] {
            let (found, expected) = (organization[part] ?? .null, other.organization[part] ?? .null)
            complaints.append("\(part): \(found.canonical), not \(expected.canonical)")
        }
        for task in Set(tasks.keys).union(other.tasks.keys) where tasks[task] != other.tasks[task] {
            complaints.append("\(tasks[task] ?? 0) \(task), not \(other.tasks[task] ?? 0)")
        }
        return complaints.sorted()
    }

    private static func lasting(_ json: JSON) -> JSON {
        switch json {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { !volatile.contains($0.key) }.map {
                        (key: $0.key, value: lasting($0.value))
                    }))
        case .array(let items): .array(items.map(lasting))
        default: json
        }
    }
}
