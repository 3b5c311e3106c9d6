import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// Accounts that an Edge does not know, or that may not do what is asked.
@Suite struct AccountErrorTests {
    @Test func `a wrong key, an unknown organization and doubtful credentials of the source are told`()
        async throws
    {
        try await withMove { move in
            var other = move
            other.environment = ["EDGEFERRY_SOURCE_API_KEY": "not-the-key"]
            try move.expectError(try await other.snapshot(), .notAllowed, "source-wrong-key")
            other.environment = ["EDGEFERRY_SOURCE_TOKEN": "some-token"]
            try move.expectError(try await other.snapshot(), .settings, "source-key-and-token")
            other.environment = ["EDGEFERRY_SOURCE_API_KEY": ""]
            try move.expectError(try await other.snapshot(), .settings, "source-no-credentials")
            other.environment = ["EDGEFERRY_SOURCE_USERNAME": ""]
            try move.expectError(try await other.snapshot(), .settings, "source-no-username")
            let run = try await move.snapshot("--source-org", "Nowhere")
            try move.expectError(run, .notAllowed, "source-unknown-organization")
            let misnamed = try await move.snapshot("--source-org", "no/where")
            try move.expectError(misnamed, .settings, "source-bad-organization")
            try await move.expectSnapshot()
        }
    }

    @Test func `a wrong key, an unknown organization and doubtful credentials of the target are told`()
        async throws
    {
        try await withMove { move in
            try await move.expectSnapshot()
            var other = move
            other.environment = ["EDGEFERRY_TARGET_API_KEY": "not-the-key"]
            try move.expectError(try await other.replay(), .notAllowed, "target-wrong-key")
            other.environment = ["EDGEFERRY_TARGET_TOKEN": "some-token"]
            try move.expectError(try await other.replay(), .settings, "target-key-and-token")
            let elsewhere = move.folder + "/elsewhere.journal"
            let run = try await move.replay("--target-org", "Nowhere", "--journal", elsewhere)
            try move.expectError(run, .notAllowed, "target-unknown-organization")
            try await move.expectUntouched()
            try await move.expectMoved()
        }
    }

    @Test func `a credentials file that others can read is refused until its mode is right`() async throws {
        try await withMove { move in
            let account = try move.source.organization
            let path = try move.write(
                "username: \(account.username)\napiKey: \(account.apiKey.reveal())\n", to: "account.yml",
                mode: 0o644)
            let open = try await move.snapshot("--source-credentials", path)
            try move.expectError(open, .settings, "credentials-file-open")
            let missing = try await move.snapshot("--source-credentials", path + ".missing")
            try move.expectError(missing, .noInput, "credentials-file-missing")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            let run = try await move.snapshot("--source-credentials", path)
            #expect(run.status == 0, "\(run.errors)")
        }
    }

    // MARK: - Permissions

    private static let key = "key-of-the-limited-account"

    /// Adds an account that may do what the permissions say.
    private static func limit(_ permissions: JSON) -> @Sendable (inout Seed) -> Void {
        { seed in
            let role: JSONObject = ["name": "Limited", "label": "Limited", "permissions": permissions]
            seed.organizations[0].documents[.role, default: []].append(role)
            seed.organizations[0].accounts.append(
                Seed.Account(username: "limited", apiKey: Secret(key), roles: ["Limited"]))
        }
    }

    private static let allButUsers: JSON = [
        "apps": 15, "deployments": 15, "roles": 15, "subscriptions": 15, "tasks": 6,
    ]
    private static let all: JSON = [
        "apps": 15, "beUsers": 15, "deployments": 15, "roles": 15, "subscriptions": 15, "tasks": 6,
    ]

    private func permit(_ permissions: JSON, on sandbox: RunningSandbox) async throws {
        let answer = try await sandbox.caller().call(
            .patch, "/be/v1/roles", ["name": "Limited", "permissions": permissions])
        #expect(answer.status == 200, "\(answer.text)")
    }

    @Test func `what an account may not read is stated, and read when it may`() async throws {
        try await withMove(seeding: Self.limit(["bundles": 2])) { move in
            var limited = move
            limited.environment = [
                "EDGEFERRY_SOURCE_USERNAME": "limited", "EDGEFERRY_SOURCE_API_KEY": Self.key,
            ]
            try move.expectError(try await limited.snapshot(), .notAllowed, "source-nothing-readable")

            try await permit(Self.allButUsers, on: move.source)
            let partial = try await limited.snapshot()
            #expect(partial.status == 1, "\(partial.errors)")
            let unread = partial.json?["snapshot"]?["unread"]?.canonical ?? partial.output
            #expect(unread.contains("user"), "\(partial.output)")

            try await permit(Self.all, on: move.source)
            let whole = try await limited.snapshot()
            #expect(whole.status == 0, "\(whole.output)\(whole.errors)")
            try await move.expectMoved()
        }
    }

    @Test func `what an account may not write stops the replay, which continues when it may`() async throws {
        let mayNotCreateUsers: JSON = [
            "apps": 15, "beUsers": 2, "deployments": 15, "roles": 15, "subscriptions": 15, "tasks": 6,
        ]
        try await withMove(seedingTarget: Self.limit(mayNotCreateUsers)) { move in
            try await move.expectSnapshot()
            var limited = move
            limited.environment = [
                "EDGEFERRY_TARGET_USERNAME": "limited", "EDGEFERRY_TARGET_API_KEY": Self.key,
            ]
            let stopped = try await limited.replay()
            try move.expectError(stopped, .notAllowed, "target-may-not-create")
            try await permit(Self.all, on: move.target)
            try await limited.expectMoved()
        }
    }

    @Test func `what an account may not read on the target stops the replay before the first write`()
        async throws
    {
        try await withMove(seedingTarget: Self.limit(Self.allButUsers)) { move in
            try await move.expectSnapshot()
            var limited = move
            limited.environment = [
                "EDGEFERRY_TARGET_USERNAME": "limited", "EDGEFERRY_TARGET_API_KEY": Self.key,
            ]
            let refused = try await limited.replay()
            try move.expectError(refused, .notAllowed, "target-may-not-read")
            try await move.expectUntouched()
            try await permit(Self.all, on: move.target)
            try await limited.expectMoved()
        }
    }
}
