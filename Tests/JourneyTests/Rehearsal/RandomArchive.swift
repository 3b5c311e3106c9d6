import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation
import TestKit

/// A store or a sealed file with one snapshot of a random organization, whole or wrong in one respect.
struct RandomArchive {
    /// What is wrong with it; nil is nothing.
    enum Wrong: String, CaseIterable {
        // Bytes of a random blob.
        case flipped, cut, lost
        // What an Edge would refuse, or a replay could not make equal.
        case strangeRole, strangeDeployment, tooManyRights, badName, noBuildsKept, tooManyBuilds, noTar
        case withoutLabel, withoutOrigin, buildOfNoApp
    }

    private var random: SeededGenerator
    private let folder: String
    private let wrong: Wrong?
    private var documents: [Kind: [Document]] = [:]
    private var builds: [(app: String, number: Int, files: [String: String])] = []

    /// - Returns: The path of the archive and the id of its snapshot.
    static func write(
        seed: UInt64, wrong: Wrong?, isSealed: Bool, in folder: String
    ) async throws -> (path: String, id: String) {
        var archive = RandomArchive(random: SeededGenerator(seed: seed), folder: folder, wrong: wrong)
        archive.invent()
        archive.spoilDocuments()
        let id = try await archive.store()
        try archive.spoilBytes()
        return (isSealed ? try archive.seal() : folder + "/store", id)
    }

    private init(random: SeededGenerator, folder: String, wrong: Wrong?) {
        self.random = random
        self.folder = folder
        self.wrong = wrong
    }

    // MARK: - A whole organization

    private mutating func invent() {
        documents[.role] = [document(.role, "Administrators", ["permissions": ["apps": 15]])]
        for name in names("role", 0...3) {
            let permissions: JSON = ["apps": number(0...15), "tasks": number(0...31)]
            add(document(.role, name, ["label": text(), "permissions": permissions]))
        }
        documents[.deployment] = names("site", 1...3).map { name in
            document(
                .deployment, name,
                [
                    "label": text(), "originPrefix": "live",
                    "origin": [
                        "kind": "s3", "endpoint": "s3.example", "bucket": .string("bucket_" + name),
                        "region": text(),
                        "secretAccessKey": "never stored",
                    ],
                ])
        }
        documents[.user] = names("user", 0...4).map { user($0) }
        documents[.app] = names("app", 1...3).map { app($0) }
        documents[.subscription] = names("hook", 0...2).map {
            document(
                .subscription, $0,
                ["kind": "webhook", "url": "https://hooks.example/x", "types": ["deploy"], "events": ["end"]])
        }
    }

    private mutating func user(_ name: String) -> Document {
        let roles = JSON.strings(some(.role))
        if Bool.random(using: &random) {
            return document(
                .user, name, ["label": text(), "roles": roles, "enabled": true, "shift": unknown()])
        }
        let mail = JSON.string("\(name)@example.com")
        return document(
            .user, name,
            ["email": mail, "firstname": text(), "surname": text(), "roles": roles, "enabled": false])
    }

    private mutating func app(_ name: String) -> Document {
        let most = Int.random(in: 1...3, using: &random)
        let kept = Int.random(in: 0...most, using: &random)
        let first = Int.random(in: 1...4, using: &random)
        for number in first..<(first + kept) {
            builds.append((name, number, ["bin/game": "\(name) \(number)"]))
        }
        return document(
            .app, name,
            [
                "label": text(), "maxBuilds": .int(most), "deployments": .strings(some(.deployment)),
                "iCurBuild": .int(kept == 0 ? 0 : first + kept - 1), "extra": unknown(),
            ])
    }

    private func document(_ kind: Kind, _ name: String, _ fields: JSONObject) -> Document {
        var fields = fields
        fields[Dialect()[kind].identity] = .string(name)
        fields["created"] = "2026-01-01T00:00:00Z"
        return Document(kind: kind, name: name, fields: fields)
    }

    private mutating func names(_ stem: String, _ counts: ClosedRange<Int>) -> [String] {
        (0..<Int.random(in: counts, using: &random)).map { "\(stem)_\($0)" }
    }

    private mutating func some(_ kind: Kind) -> [String] {
        (documents[kind] ?? []).map(\.name).filter { _ in Bool.random(using: &random) }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> JSON {
        .int(Int.random(in: range, using: &random))
    }

    private mutating func text() -> JSON {
        let words = ["", "plain", "with \"quotes\"", "ünïcode ✓", "line\nbreak", "{\"$secret\":\"x\"}", "…"]
        return .string(words.randomElement(using: &random) ?? "")
    }

    /// A field that the dialect does not know: it goes through as it is.
    private mutating func unknown() -> JSON {
        let values: [JSON] = [
            true, 17, "text", ["a", 1, ["deep": [1, 2]]], ["x": ["y": "z"], "n": 12_345_678_901_234], [],
        ]
        return values.randomElement(using: &random) ?? true
    }

    // MARK: - One thing wrong

    private mutating func spoilDocuments() {
        switch wrong {
        case .strangeRole?:
            add(document(.user, "lost", ["label": "L", "roles": ["Nobody"]]))
        case .strangeDeployment?: change(.app) { $0["deployments"] = ["nowhere"] }
        case .tooManyRights?:
            add(document(.role, "Greedy", ["permissions": ["apps": 16]]))
        case .badName?: add(document(.app, "a b", ["label": "L", "maxBuilds": 1]))
        case .noBuildsKept?: change(.app) { $0["maxBuilds"] = 0 }
        case .tooManyBuilds?:
            let name = documents[.app]?.first?.name ?? ""
            change(.app) { $0["maxBuilds"] = 1 }
            for number in 20...21 { builds.append((name, number, ["bin/game": "\(number)"])) }
        case .withoutLabel?: change(.app) { $0["label"] = nil }
        case .withoutOrigin?: change(.deployment) { $0["origin"] = nil }
        case .buildOfNoApp?: builds.append(("Ghost", 1, ["bin/game": "ghost"]))
        case .noTar?: builds.append((documents[.app]?.first?.name ?? "", 30, [:]))
        case .flipped?, .cut?, .lost?, nil: break
        }
    }

    private mutating func add(_ document: Document) { documents[document.kind, default: []].append(document) }

    private mutating func change(_ kind: Kind, _ change: (inout JSONObject) -> Void) {
        guard var first = documents[kind]?.first else { return }
        change(&first.fields)
        documents[kind]?[0] = first
    }

    private mutating func spoilBytes() throws {
        guard let wrong, [.flipped, .cut, .lost].contains(wrong) else { return }
        let blobs = folder + "/store/blobs/sha256"
        // The empty config of a build's manifest says nothing, and no replay reads it.
        let empty = Digest(of: Array("{}".utf8)).hex
        let files = try FileManager.default.contentsOfDirectory(atPath: blobs).filter { $0 != empty }.sorted()
        let path = "\(blobs)/\(try files.randomElement(using: &random).orThrow("a blob"))"
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        switch wrong {
        case .lost: return try FileManager.default.removeItem(atPath: path)
        case .cut: bytes.removeLast(max(1, bytes.count / 2))
        default: bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= 0x40
        }
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    /// The files of the store as they are: `seal` itself refuses what is damaged.
    private func seal() throws -> String {
        let files = try Store(unchecked: folder + "/store").files
        var tar = try TarWriter(creating: folder + "/sealed.tar")
        for file in try files.list() { try tar.addFile(file.path, from: try files.slice(file.path)) }
        try tar.seal()
        return folder + "/sealed.tar"
    }

    // MARK: - The store

    private func store() async throws -> String {
        let store = try Store.create(at: folder + "/store", id: "random")
        let writer = try SnapshotWriter(
            store, organization: OrganizationName("Random"), source: "https://edge.example",
            dialect: Dialect(), now: Date(timeIntervalSince1970: 1_790_000_000))
        for kind in Kind.allCases { try await writer.write(documents[kind] ?? [], kind: kind) }
        for build in builds {
            let path = "\(folder)/build.tar"
            // No files: what is no tar at all.
            let bytes = build.files.isEmpty ? Data("no tar".utf8) : try await tarBytes(build.files)
            try bytes.write(to: URL(fileURLWithPath: path))
            _ = try await writer.keep(
                AppName(build.app), SourceBuild(build.number), label: "v\(build.number)",
                copying: FileSlice(whole: path))
        }
        return try await writer.commit().id
    }
}
