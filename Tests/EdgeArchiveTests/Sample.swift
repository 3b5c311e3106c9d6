import EdgeArchive
import EdgeCore
import EdgeTar
import Foundation

/// A small organization and two builds, as a snapshot would find them.
enum Sample {
    static let time = Date(timeIntervalSince1970: 1_790_000_000)

    static func harbour() throws -> OrganizationName { try OrganizationName("Harbour") }

    static let roles = [
        document(.role, "Testers", ["permissions": ["bundles": 2, "keys": 15]]),
        document(.role, "Administrators", ["permissions": ["apps": 15]]),
    ]

    static let deployments = [
        document(
            .deployment, "eu",
            ["origin": ["bucket": "b", "secretAccessKey": "do not keep me", "region": "********"]])
    ]

    static func document(_ kind: Kind, _ name: String, _ fields: JSONObject) -> Document {
        var fields = fields
        fields[Dialect()[kind].identity] = .string(name)
        return Document(kind: kind, name: name, fields: fields)
    }

    /// Writes a tar of one file.
    static func tar(_ path: String, text: String) throws -> FileSlice {
        var tar = try TarWriter(creating: path)
        try tar.addFile("game/data.txt", bytes: text.utf8)
        try tar.seal()
        return try FileSlice(whole: path)
    }

    static func writer(_ store: Store, now: Date = time) throws -> SnapshotWriter {
        try SnapshotWriter(
            store, organization: harbour(), source: "https://edge.example", dialect: Dialect(), now: now)
    }

    /// A store of one snapshot with two builds of one app.
    static func store(in folder: String) async throws -> (Store, SnapshotSummary) {
        let store = try Store.create(at: folder + "/store", id: "sample")
        let writer = try writer(store)
        let app = try AppName("Tide")
        try await writer.write(roles, kind: .role)
        try await writer.write(deployments, kind: .deployment)
        await writer.unread(.subscription, status: 403, reason: "forbidden")
        for number in 1...2 {
            let tar = try tar("\(folder)/\(number).tar", text: "build \(number)")
            _ = try await writer.keep(app, SourceBuild(number), label: "v\(number)", copying: tar)
        }
        await writer.missing(app, SourceBuild(3), reason: "no source gave it")
        return (store, try await writer.commit())
    }

    /// The blob that came with a build: the last pack of its tar.
    static func bytes(of build: ArchivedBuild, in archive: Archive) throws -> Digest {
        guard case .chunked(let packs, _) = try archive.recipe(of: build).representation,
            let last = packs.last
        else { return build.digest }
        return last
    }
}
