import EdgeCore
import EdgeJournal
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// What the target's own model says of a replay, apart from every report of ours.
struct MoveJudge {
    let source: JSON
    let target: JSON

    init(_ move: Move) async throws {
        source = try await move.source.model()["organizations"]?["Harbour"] ?? .null
        target = try await move.target.model()["organizations"]?["Quay"] ?? .null
    }

    /// Says whether the target shows that an action of the journal was carried out.
    func isDone(_ action: String) -> Bool {
        let parts = action.split(separator: " ", maxSplits: 1).map(String.init)
        let object = parts[1].split(separator: "/").map(String.init)
        if object[0] == "build" {
            guard parts[0] != "wait" else { return target["apps"]?[object[1]]?["processing"]?.bool == false }
            return imports(of: object[1], Int(object[2]) ?? 0) > 0
        }
        let name = object.dropFirst().joined(separator: "/")
        let there = target[object[0] + "s"]?[name]
        switch parts[0] {
        case "register": return there?["deployments"]?.array?.isEmpty == false
        case "update": return there?["label"] == source[object[0] + "s"]?[name]?["label"]
        default: return there != nil
        }
    }

    private func imports(of app: String, _ number: Int) -> Int {
        let build = source["builds"]?[app]?.array?.first { $0["id"]?.int == number }
        return target["creates"]?["build/\(app)/\(build?["sha256"]?.string ?? "")"]?.int ?? 0
    }

    /// Everything of the source but people, each of it exactly once, and nothing else.
    func expectEachOnce() {
        var expected: Set<String> = []
        for kind in Kind.allCases {
            for (name, fields) in source[kind.plural]?.object?.members ?? []
            where kind != .user || fields["email"] == nil {
                expected.insert("\(kind)/\(name)")
            }
        }
        for (app, builds) in source["builds"]?.object?.members ?? [] {
            for build in builds.array ?? [] {
                expected.insert("build/\(app)/\(build["sha256"]?.string ?? "")")
            }
        }
        let creates = target["creates"]?.object?.members ?? []
        for (object, count) in creates {
            #expect(count.int == 1, "\(object) was made \(count.canonical) times")
        }
        #expect(Set(creates.map(\.key)) == expected)
    }

    /// What people wrote into roles, users, apps and subscriptions is the same on both sides.
    func expectSameValues() {
        let made: Set = [
            "created", "updated", "builds", "iCurBuild", "patches", "sizeBytes", "dxfName", "processing",
            "exporting", "error",
        ]
        for kind in Kind.allCases where kind != .deployment {
            for (name, fields) in source[kind.plural]?.object?.members ?? [] {
                // What the target had before is its own: its account, and the role of all rights.
                guard !["ferry", "Administrators"].contains(name), let copy = target[kind.plural]?[name]
                else { continue }
                for (field, value) in fields.object?.members ?? [] where !made.contains(field) {
                    // References are sets.
                    let (left, right) = (value.strings?.sorted(), copy[field]?.strings?.sorted())
                    #expect(
                        left == nil ? copy[field] == value : left == right,
                        "\(kind)/\(name): \(field) is \(copy[field]?.canonical ?? "missing"), not \(value.canonical)"
                    )
                }
            }
        }
    }

    /// No upload that nobody sends bytes for is left open, and no task failed.
    func expectNoLeftovers() {
        for task in target["tasks"]?.array ?? [] {
            #expect(["done", "expired"].contains(task["state"]?.string), "\(task.canonical)")
        }
    }

    /// The newest key of each machine user authenticates, and every webhook secret is known or named as lost.
    func expectKeys(_ move: Move, attention: [String]) async throws {
        let entries = try KeysFile(path: move.journal + ".keys").entries()
        let newest = Dictionary(entries.map { ($0.object, $0) }) { _, later in later }
        let made = Set((target["creates"]?.object?.members ?? []).map(\.key))
            .subtracting(["user/\(try move.target.organization.username)"])
        var working: Set<String> = []
        for (object, entry) in newest where object.hasPrefix("user/") {
            let name = String(object.dropFirst("user/".count))
            let caller = move.target.caller("Quay", name, key: entry.secret.reveal())
            let status = try await caller.call(.get, "/be/v1/roles").status
            #expect(status != 401, "the key of \(name) does not authenticate")
            if status != 401 { working.insert(object) }
        }
        #expect(working == made.filter { $0.hasPrefix("user/") })
        for object in made where object.hasPrefix("subscription/") {
            let isKnown = newest[object]?.secret.reveal() == target["onceOnly"]?[object]?.string
            #expect(
                isKnown || attention.contains { $0.contains(object) },
                "the secret of \(object) is lost; named: \(attention)")
        }
    }
}
