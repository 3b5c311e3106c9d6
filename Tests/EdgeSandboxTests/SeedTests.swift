import EdgeCore
import EdgeHTTP
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

    @Test func `the empty template holds its administrators and one account with all rights`() async throws {
        let seed = try String(contentsOfFile: template("sandbox-empty.yml"), encoding: .utf8)
        try await withSandbox(seed: seed) { sandbox in
            let quay = try #require(try await sandbox.model()["organizations"]?["Quay"])
            #expect(quay["roles"]?.object?.keys == ["Administrators"])
            #expect(quay["users"]?.object?.keys == ["ferry"])
            for kind in ["deployments", "apps", "subscriptions"] { #expect(quay[kind] == [:]) }
            let caller = try sandbox.caller()
            try await caller.expect(200, .get, "/be/v1/roles")
            let report = sandbox.report.json
            #expect(report["organizations"]?.column("name") == ["Quay"])
            #expect(report["url"]?.string == sandbox.url)
        }
    }

    @Test func `a build can come from a folder or from a ready tar`() async throws {
        try await withTemporaryFolder { folder in
            let bytes = try await tarBytes(["ready": "tar"])
            try bytes.write(to: URL(fileURLWithPath: folder + "/ready.tar"))
            try FileManager.default.createDirectory(
                atPath: folder + "/game/data", withIntermediateDirectories: true)
            try "x".write(toFile: folder + "/game/data/file", atomically: true, encoding: .utf8)
            let seed = """
                organizations:
                  - name: Dock
                    accounts: [{username: ferry, apiKey: given}]
                    apps:
                      - name: Gull
                        label: G
                        builds: [{from: \(folder)/ready.tar}, {label: two, from: \(folder)/game}]
                """
            try await withSandbox(seed: seed) { sandbox in
                let builds = try await sandbox.model()["organizations"]?["Dock"]?["builds"]?["Gull"]
                #expect(builds?.column("sha256").first == .string(Digest(of: bytes).hex))
                #expect(builds?.column("label") == [.null, "two"])
                #expect(try sandbox.organization.apiKey.reveal() == "given")
            }
        }
    }

    @Test(arguments: [
        "organizations: [{name: 'no name', accounts: [{username: ferry}]}]",
        "organizations: [{name: Dock, accounts: [{username: ferry}], roles: [{name: X}]}]",
        """
        organizations:
          - name: Dock
            accounts: [{username: ferry}]
            apps: [{name: Gull, label: G, builds: [{from: /nowhere.tar}]}]
        """,
        """
        organizations:
          - name: Dock
            accounts: [{username: ferry}]
            apps: [{name: Gull, label: G, builds: [{from: /etc/hostname}]}]
        """,
    ])
    func `what the API would refuse cannot be seeded`(_ seed: String) async throws {
        let error = await #expect(throws: SandboxError.self) { try await withSandbox(seed: seed) { _ in } }
        guard case .seed = error else {
            Issue.record("expected a refused seed, got \(String(describing: error))")
            return
        }
    }

    @Test func `a seed that was cut short begins anew`() async throws {
        try await withTemporaryFolder { folder in
            let half = Dock.seed + "\n      - {name: Half, label: H, builds: [{from: /nowhere.tar}]}"
            await #expect(throws: SandboxError.self) {
                try await withSandbox(seed: half, data: folder) { _ in }
            }
            try await Dock.run(data: folder) { sandbox, caller in
                try await caller.expect(404, .get, "/be/v1/apps/Half")
                let creates = try await sandbox.model()["organizations"]?["Dock"]?["creates"]
                #expect(creates?["app/Gull"] == 1)
            }
            try await withSandbox(seed: "organizations: []", data: folder) { sandbox in
                try await sandbox.caller().expect(200, .get, "/be/v1/apps/Gull")
            }
        }
    }

    @Test(arguments: [
        "organisations: []", "organizations: [{accounts: [{username: a}]}]", "organizations: [{name: Dock}]",
        "organizations: [{name: Dock, accounts: [{username: a}], apps: [{name: G, builds: [{}]}]}]",
        "organizations: [{name: D, accounts: [{username: a}], apps: [{name: G, builds: [{files: [{path: a}]}]}]}]",
        "organizations: [{name: Dock, accounts: [{username: a}], roles: [x]}]",
    ])
    func `a wrong seed file is refused`(_ text: String) throws {
        let error = #expect(throws: CoreError.self) {
            try Seed(SettingsReader(yaml: text, file: "seed.yml"), folder: ".")
        }
        #expect(error?.status == .settings)
    }
}
