import EdgeArchive
import EdgeCore
@testable import EdgeValidate
import TestKit
import Testing

struct SecretsRuleTests {
    @Test func `a secret in a document is found`() async throws {
        try await withTemporaryFolder { folder in
            let archive = try await Sample.store(in: folder).archive(.latest)
            let leaking = Sample.document(.deployment, "eu", ["origin": ["secretAccessKey": "hidden"]])
            let contents = SnapshotContents(
                archive: archive, documents: [.deployment: [leaking]], failures: [])
            let found = SecretsRule().findings(in: contents)
            #expect(found.map(\.place) == ["/origin/secretAccessKey"])
            #expect(found.allSatisfy { !$0.line.contains("hidden") })
        }
    }
}
