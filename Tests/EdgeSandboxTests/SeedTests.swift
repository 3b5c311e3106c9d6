import EdgeCore
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct SeedTests {
    @Test func `the full template seeds roles, users, deployments, apps, builds and subscriptions`()
        async throws
    {
        try await withSandbox { sandbox in
            let model = try await sandbox.model()
            let harbour = try #require(model["organizations"]?["Harbour"])
            #expect(harbour["roles"]?.object?.count == 8)
            #expect(harbour["users"]?.object?.count == 13)
            #expect(harbour["deployments"]?.object?.count == 3)
            #expect(harbour["apps"]?.object?.count == 4)
            #expect(harbour["subscriptions"]?.object?.count == 2)
            let builds = harbour["builds"]?.object?.members.flatMap { $0.value.array ?? [] } ?? []
            #expect(builds.count == 9)
            let numbers = harbour["builds"]?["Lighthouse"]?.array?.compactMap { $0["id"]?.int }
            #expect(numbers == [2, 3, 4])
            #expect(harbour["outbox"]?.array?.count == 6)
            #expect(harbour["published"]?["europe"]?.strings?.contains("Lighthouse/4") == true)
            #expect(harbour["creates"]?.object?.members.allSatisfy { $0.value.int == 1 } == true)
        }
    }
}
