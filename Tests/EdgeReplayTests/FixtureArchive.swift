import EdgeArchive
import EdgeCore
import EdgeReplay
import EdgeTar
import Foundation
import Testing

/// The organization of the fixture as a snapshot in a store, in chunks, and as a sealed file of it.
struct FixtureArchive: Sendable {
    let stored: Contents
    let sealed: Contents

    init(in folder: String) async throws {
        let fixture = try await Fixture(folder)
        let store = try Store.create(at: folder + "/store", id: "fixture")
        let writer = try SnapshotWriter(
            store, organization: fixture.contents.organization, source: fixture.contents.source,
            dialect: Dialect(), now: Date(timeIntervalSince1970: 1_790_000_000))
        for (kind, documents) in fixture.contents.documents {
            try await writer.write(
                documents.map { Self.withSecrets($0, fixture.contents.masked) }, kind: kind)
        }
        for build in fixture.contents.builds {
            _ = try await writer.keep(build.app, build.number, label: build.label, copying: build.bytes())
        }
        _ = try await writer.commit()
        let archive = try store.archive(.latest)
        for build in archive.builds {
            #expect(try archive.recipe(of: build).representation != .raw)
        }
        stored = try await Contents.reading(archive, for: Dialect())
        let path = folder + "/sealed.tar"
        var tar = try TarWriter(creating: path)
        try Sealing(archive).write(to: &tar, Cancellation(), Meter())
        try tar.seal()
        sealed = try await Contents.reading(try Store.open(at: path).archive(.latest), for: Dialect())
        #expect(stored.masked == fixture.contents.masked && sealed.masked == fixture.contents.masked)
    }

    /// The archive leaves them out again.
    private static func withSecrets(_ document: Document, _ masked: [ObjectID: [JSONPointer]]) -> Document {
        var document = document
        guard masked[document.id] != nil, var origin = document.fields["origin"]?.object else {
            return document
        }
        origin["secretAccessKey"] = "never stored"
        document.fields["origin"] = .object(origin)
        return document
    }
}
