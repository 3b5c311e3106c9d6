import EdgeArchive
import EdgeCore
import EdgeReplay
import Foundation
import TestKit
import Testing

struct ContentsTests {
    @Test func `a snapshot is replayed out of its store`() async throws {
        try await withTrial { trial in
            var trial = trial
            trial.fixture.contents = try await stored(trial.fixture, in: trial.fixture.folder + "/store")
            let report = try await trial.run()
            #expect(try await trial.complaints() == [])
            // What the snapshot does not have is said, and no reason to stop.
            #expect(report.status == .findings)
            #expect(report.proof.against.map(\.object) == ["build/Tug/2"])
            #expect(report.proof.against.map(\.detail) == ["not in the archive: nobody has it"])
            #expect(report.proof.unread == ["subscriptions: 403"])
            #expect(report.proof.fuzzy == ["app/Tug"])
            #expect(report.lines.contains("changed each time the source was read: app/Tug"))
            #expect(report.lines.contains("builds: 3 created"))
            #expect(report.json["counts"]?["build"]?["created"] == 3)
        }
    }

    /// The contents of a snapshot of the fixture, with its secrets masked by the writer.
    private func stored(_ fixture: Fixture, in folder: String) async throws -> Contents {
        let contents = fixture.contents
        let store = try Store.create(at: folder, id: "0123456789abcdef")
        let writer = try SnapshotWriter(
            store, organization: contents.organization, source: contents.source, dialect: Dialect(),
            now: Date(timeIntervalSince1970: 1_780_000_000))
        for (kind, documents) in contents.documents where kind != .subscription {
            let secret = JSONPointer(["origin", "secretAccessKey"])
            let whole = documents.map { document in
                guard kind == .deployment else { return document }
                let fields = JSON.object(document.fields).setting("in clear", at: secret)
                return Document(kind: kind, name: document.name, fields: fields.object ?? [:])
            }
            try await writer.write(whole, kind: kind)
        }
        await writer.unread(.subscription, status: 403, reason: "403")
        await writer.fuzzy([ObjectID(kind: .app, name: "Tug")])
        for build in contents.builds {
            _ = try await writer.keep(build.app, build.number, label: build.label, copying: try build.bytes())
        }
        await writer.missing(try AppName("Tug"), SourceBuild(2), reason: "nobody has it")
        _ = try await writer.commit()
        let read = try await Contents.reading(try store.archive(.latest), for: Dialect())
        #expect(read.masked == contents.masked)
        #expect(read.documents[.app] == contents.documents[.app])
        return read
    }
}
