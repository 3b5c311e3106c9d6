import EdgeArchive
import EdgeCore
import EdgeTar
import EdgeValidate
import Foundation
import TestKit
import Testing

/// For each rule of the level `content`: a snapshot that breaks it gives exactly this finding.
struct ContentTests {
    private func findings(
        replacing document: Document? = nil, without: [Kind] = []
    ) async throws -> [Finding] {
        try await withTemporaryFolder { folder in
            let rest = Sample.documents.filter { $0.id != document?.id }
            let store = try await Sample.store(
                in: folder, rest + (document.map { [$0] } ?? []), without: without)
            return try await Sample.validate(store, .content).findings
        }
    }

    @Test func `a reference to nothing is found`() async throws {
        let user = Sample.document(.user, "anna", ["label": "Anna", "roles": ["Testers", "Gone"]])
        let found = try await findings(replacing: user)
        #expect(found.map(\.rule) == ["references"])
        #expect(found.first?.severity == .finding)
        #expect(found.first?.objects.first == "user/anna")
        #expect(found.first?.what.contains("role/Gone") == true)
    }

    @Test func `references to a kind that was not read are a note`() async throws {
        let found = try await findings(without: [.role])
        #expect(Set(found.map(\.rule)) == ["references", "documents"])
        #expect(found.allSatisfy { $0.severity == .note })
    }

    @Test func `an object that changed each time it was read is a note`() async throws {
        try await withTemporaryFolder { folder in
            let app = ObjectID(kind: .app, name: "Tide")
            let store = try await Sample.store(in: folder, fuzzy: [app])
            let report = try await Sample.validate(store, .content)
            #expect(report.findings.map(\.objects.first) == ["app/Tide"])
            #expect(report.verdict == .intact && report.status == .done)
        }
    }

    @Test func `a build of an app that is not there is found`() async throws {
        let found = try await findings(replacing: nil, without: [])
        #expect(found == [])
        try await withTemporaryFolder { folder in
            let store = try await Sample.store(
                in: folder, Sample.documents.filter { $0.kind != .app })
            let found = try await Sample.validate(store, .content).findings
            #expect(found.map(\.objects.first) == ["build/Tide/1", "build/Tide/2"])
            #expect(found.allSatisfy { $0.rule == "references" })
        }
    }

    @Test func `a name outside its pattern is found`() async throws {
        let found = try await findings(
            replacing: Sample.document(.deployment, "not-a-name", ["origin": ["bucket": "b"]]))
        #expect(found.map(\.rule) == ["names"])
    }

    @Test func `a field that an Edge demands and a document lacks is found`() async throws {
        let human: JSONObject = ["email": "a@example.com", "roles": ["Testers"]]
        for (document, places) in [
            (Sample.document(.user, "anna", ["roles": ["Testers"]]), ["/label"]),
            (Sample.document(.user, "anna", human), ["/firstname", "/surname"]),
            (Sample.document(.app, "Tide", ["deployments": ["eu"], "maxBuilds": 5]), ["/label"]),
            (Sample.document(.role, "Testers"), ["/permissions"]),
            (Sample.document(.deployment, "eu"), ["/origin"]),
        ] {
            let found = try await findings(replacing: document).filter { $0.rule == "required-fields" }
            #expect(found.map(\.place) == places, "\(document.id)")
        }
    }

    @Test(arguments: ["16", "-1", "1.5", "\"all\""])
    func `a permission beyond its maximum is found`(value: String) async throws {
        let value = try JSON(reading: value)
        let role = Sample.document(.role, "Testers", ["permissions": .object(["apps": value])])
        let found = try await findings(replacing: role)
        #expect(found.map(\.rule) == ["permissions"])
        #expect(found.first?.place == "/permissions/apps")
    }

    @Test func `a permission of an unknown resource is a note`() async throws {
        let role = Sample.document(.role, "Testers", ["permissions": ["workbench": 99]])
        #expect(try await findings(replacing: role).map(\.severity) == [.note])
    }

    @Test(arguments: [0, 1])
    func `an app that keeps too few builds is found`(count: Int) async throws {
        let app = Sample.document(
            .app, "Tide", ["label": "Tide", "deployments": ["eu"], "maxBuilds": .int(count)])
        #expect(try await findings(replacing: app).map(\.rule) == ["max-builds"])
    }

    @Test func `a build that is no plain tar is found`() async throws {
        try await withTemporaryFolder { folder in
            let (packed, cut) = (folder + "/packed", folder + "/cut")
            try Data([0x1F, 0x8B, 8, 0, 1, 2, 3]).write(to: URL(fileURLWithPath: packed))
            try Sample.tar(folder + "/good", ["a": String(repeating: "a", count: 5000)])
            let good = try Data(contentsOf: URL(fileURLWithPath: folder + "/good"))
            try good.prefix(3000).write(to: URL(fileURLWithPath: cut))
            let store = try await Sample.store(in: folder, builds: [packed, cut])
            let found = try await Sample.validate(store, .content).findings
            #expect(found.map(\.rule) == ["build-tars", "build-tars"])
            #expect(found.first?.what.contains("gzip") == true)
            #expect(found.map(\.objects) == [["build/Tide/1"], ["build/Tide/2"]])
            #expect(try await Sample.validate(store).findings == [])
        }
    }

    @Test func `a tar whose members leave their folder, and an empty one, are found`() async throws {
        try await withTemporaryFolder { folder in
            try Sample.tar(folder + "/a", ["../../etc/passwd": "x"])
            try Sample.tar(folder + "/b", ["/etc/passwd": "x"])
            let store = try await Sample.store(in: folder, builds: [folder + "/a", folder + "/b"])
            let found = try await Sample.validate(store, .content).findings
            #expect(found.map(\.place) == ["\"../../etc/passwd\"", "\"/etc/passwd\""])
        }
    }
}
