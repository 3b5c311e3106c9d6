import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

@Suite struct APICommandTests {
    @Test func `one call is made with the account's key, and its answer is printed`() async throws {
        try await withSandbox { sandbox in
            let run = try await api(
                sandbox, "GET", "/be/v1/apps/Drydock", "--source", sandbox.url, "--source-org", "Harbour")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.json?["app"]?["name"] == "Drydock")
        }
    }

    @Test func `a list is read to its end`() async throws {
        try await withSandbox { sandbox in
            let run = try await api(
                sandbox, "get", "/be/v1/users?fields[]=username", "--paginate", "--target", sandbox.url,
                "--target-org",
                "Harbour")
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.json?["users"]?.array?.count == 13)
        }
    }

    @Test func `a change needs a yes, and an object to send is read from a file`() async throws {
        try await withSandbox { sandbox in
            try await withTemporaryFolder { folder in
                let file = folder + "/change.json"
                try Data(#"{"name": "Drydock", "label": "changed"}"#.utf8).write(
                    to: URL(fileURLWithPath: file))
                let change = [
                    "PATCH", "/be/v1/apps", "--body", file, "--target", sandbox.url, "--target-org",
                    "Harbour",
                ]
                let asked = try await api(sandbox, change)
                #expect(asked.status == 64)
                #expect(asked.errors.contains("--yes"))
                #expect(try await label(sandbox) != "changed")
                let done = try await api(sandbox, change + ["--yes"])
                #expect(done.status == 0, "\(done.errors)")
                #expect(try await label(sandbox) == "changed")
            }
        }
    }

    @Test(arguments: [[], ["--yes"], ["--yes", "--confirm", "Europe"]])
    func `a deployment goes only by its own name`(consent: [String]) async throws {
        try await withSandbox { sandbox in
            let caller = try sandbox.caller()
            _ = try await caller.call(
                .post, "/be/v1/deployments",
                [
                    "name": "spare", "originPrefix": "x",
                    "origin": ["kind": "s3", "endpoint": "e", "bucket": "b"],
                ])
            for path in [
                "/be/v1/deployments/spare", "/be/v1/deployments%2Fspare", "/be/v1/x/%2e%2E/deployments/spare",
                "/be/v1/deployments%252Fspare", "/be/v1/x/.%2e/deployments/spare", "/BE/v1/Deployments/spare",
            ] {
                let options = ["--target", sandbox.url, "--target-org", "Harbour"] + consent
                let refused = try await api(sandbox, ["DELETE", path] + options)
                #expect(refused.status == 64, "\(path)")
                if consent == ["--yes"], path == "/be/v1/deployments/spare" {
                    #expect(refused.errors.contains("give --confirm spare"), "\(refused.errors)")
                }
            }
            let names = try await sandbox.model()["organizations"]?["Harbour"]?["deployments"]?.object?.keys
            #expect(names?.contains("spare") == true)
            let gone = try await api(
                sandbox,
                [
                    "DELETE", "/be/v1/deployments/spare", "--confirm", "spare", "--target", sandbox.url,
                    "--target-org", "Harbour",
                ])
            #expect(gone.status == 0, "\(gone.errors)")
        }
    }

    @Test(arguments: [
        ["POST", "/be/v1/apps", "--source", "http://127.0.0.1:1", "--source-org", "Harbour", "--yes"],
        ["PUT", "/upload/x", "--target", "http://127.0.0.1:1", "--target-org", "Harbour"],
        ["GET", "be/v1/apps", "--target", "http://127.0.0.1:1", "--target-org", "Harbour"],
        [
            "DELETE", "/be/v1/x/../deployments/eu", "--yes", "--target", "http://127.0.0.1:1", "--target-org",
            "Harbour",
        ],
        ["GET", "/be/v1/apps"],
        ["GET", "/be/v1/apps", "--body", "x", "--target", "http://127.0.0.1:1", "--target-org", "Harbour"],
    ])
    func `a call that may not be made is refused before anything is sent`(arguments: [String]) async throws {
        let run = try await FerryRun.of(["api"] + arguments)
        #expect(run.status == 64)
        #expect(run.errors.split(separator: "\n").count == 3, "\(run.errors)")
    }

    @Test func `what the Edge refuses ends as everywhere`() async throws {
        try await withSandbox { sandbox in
            let run = try await api(
                sandbox, "GET", "/be/v1/apps/none", "--source", sandbox.url, "--source-org", "Harbour")
            #expect(run.status == 76)
            #expect(run.errors.contains("404"))
        }
    }

    private func label(_ sandbox: RunningSandbox) async throws -> String? {
        try await sandbox.model()["organizations"]?["Harbour"]?["apps"]?["Drydock"]?["label"]?.string
    }

    private func api(_ sandbox: RunningSandbox, _ arguments: String...) async throws -> FerryRun {
        try await api(sandbox, arguments)
    }

    private func api(_ sandbox: RunningSandbox, _ arguments: [String]) async throws -> FerryRun {
        let environment = try sandbox.asSource.merging(sandbox.asTarget) { first, _ in first }
        return try await FerryRun.of(["api"] + arguments, environment: environment)
    }
}
