import EdgeArchive
import EdgeCore
import EdgeReplay
import Foundation

/// What planning costs without any HTTP: a snapshot is read, compared with what a target holds, and the plan written.
///
///     planning write FOLDER COUNT    makes a store of so many objects, and documents.jsonl with the same lines
///     planning plan FOLDER           writes plan.json; prints what each part took as JSON
@main
struct Planning {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("write", 3):
            let words = Array(arguments)
            try await write(LargeOrganization(count: Int(words[2]) ?? 0), to: words[1])
        case ("plan", 2):
            try await plan(in: Array(arguments)[1])
        default:
            print("usage: planning write FOLDER COUNT | planning plan FOLDER")
            exit(64)
        }
    }

    private static func write(_ large: LargeOrganization, to folder: String) async throws {
        let store = try Store.create(at: folder + "/store", id: "large")
        let writer = try SnapshotWriter(
            store, organization: try OrganizationName("Harbour"), source: "https://source.example",
            dialect: Dialect(), now: Date())
        var lines = Data()
        for kind in Kind.allCases {
            let documents = large.documents[kind] ?? []
            try await writer.write(documents, kind: kind)
            for document in documents { lines += JSON.object(document.fields).data + Data("\n".utf8) }
        }
        _ = try await writer.commit()
        try lines.write(to: URL(fileURLWithPath: folder + "/documents.jsonl"))
    }

    private static func plan(in folder: String) async throws {
        var parts = Parts()
        let archive = try Store.open(at: folder + "/store").archive(.latest)
        let contents = try await Contents.reading(archive, for: Dialect())
        parts.end("read")
        let count = contents.documents.values.map(\.count).reduce(0, +)
        let inventory = Inventory(LargeOrganization(count: count).halfThere)
        parts.end("inventory")
        let policy = try Policy(yaml: "{onConflict: update, subscriptions: create}", file: "policy")
        let plan = try Planner(policy, dialect: Dialect()).plan(
            contents, onto: inventory, url: "https://target.example", organization: OrganizationName("Quay"))
        parts.end("plan")
        guard let file = fopen(folder + "/plan.json", "w") else { exit(74) }
        plan.json.readable { fwrite($0, 1, $0.count, file) }
        fclose(file)
        parts.end("write")
        parts.add("actions", plan.actions.count)
        print(JSON.object(parts.figures).canonical)
    }
}
