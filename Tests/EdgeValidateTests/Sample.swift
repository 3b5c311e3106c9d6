import EdgeArchive
import EdgeCore
import EdgeTar
import EdgeValidate
import Foundation

/// Stores with one snapshot each, whole or wrong in one respect.
enum Sample {
    static let time = Date(timeIntervalSince1970: 1_790_000_000)

    static func document(_ kind: Kind, _ name: String, _ fields: JSONObject = [:]) -> Document {
        var fields = fields
        fields[Dialect()[kind].identity] = .string(name)
        return Document(kind: kind, name: name, fields: fields)
    }

    static let documents = [
        document(.role, "Testers", ["permissions": ["bundles": 2, "tasks": 31]]),
        document(.deployment, "eu", ["origin": ["bucket": "b", "secretAccessKey": "hidden"]]),
        document(
            .user, "anna",
            ["roles": ["Testers"], "email": "a@example.com", "firstname": "Anna", "surname": "B"]),
        document(.app, "Tide", ["label": "Tide", "deployments": ["eu"], "maxBuilds": 5]),
        document(.subscription, "hook", ["url": "https://example.com"]),
    ]

    static func writer(
        _ store: Store, builds: BuildRepresentation = .standard, now: Date = time
    ) throws -> SnapshotWriter {
        try SnapshotWriter(
            store, organization: OrganizationName("Harbour"), source: "https://edge.example",
            dialect: Dialect(), builds: builds, now: now)
    }

    /// Makes a store of one snapshot; builds 1 and 2 of Tide are the given files, or good tars.
    static func store(
        in folder: String, _ documents: [Document] = documents, without: [Kind] = [], builds: [String] = [],
        fuzzy: [ObjectID] = []
    ) async throws -> Store {
        let store = try Store.create(at: folder + "/store", id: "sample")
        let writer = try writer(store)
        for kind in Kind.allCases {
            if without.contains(kind) {
                await writer.unread(kind, status: 403, reason: "forbidden")
            } else {
                try await writer.write(documents.filter { $0.kind == kind }, kind: kind)
            }
        }
        await writer.fuzzy(fuzzy)
        for number in 1...2 {
            let path = builds.isEmpty ? "\(folder)/\(number).tar" : builds[number - 1]
            if builds.isEmpty { try tar(path, ["game/\(number).txt": "build \(number)"]) }
            _ = try await writer.keep(
                AppName("Tide"), SourceBuild(number), label: nil, copying: FileSlice(whole: path))
        }
        _ = try await writer.commit()
        return store
    }

    static func tar(_ path: String, _ files: [String: String]) throws {
        var tar = try TarWriter(creating: path)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) {
            try tar.addFile(name, bytes: text.utf8)
        }
        try tar.seal()
    }

    static func validate(_ store: Store, _ level: Level = .bytes) async throws -> ValidationReport {
        try await Validation(ArchiveAddress(parsing: store.path), level: level).run()
    }

    /// Every file of a store but those of `work/`, below its root, sorted.
    static func files(_ store: Store) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: store.path).filter {
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(
                atPath: store.layout.path($0), isDirectory: &isFolder)
            return exists && !isFolder.boolValue && !$0.hasPrefix(Layout.work + "/")
        }.sorted()
    }
}
