import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import Subprocess
import TestKit
import Testing

/// The ways to say who one is, by the built tool.
@Suite struct CredentialsTests {
    private static let seed = """
        adminToken: installation-token
        organizations:
          - name: Pier
            accounts: [{username: ferry, apiKey: ferry-key}]
            users:
              - {username: ada, email: a@p.example, firstname: Ada, surname: B, roles: [Administrators], password: sesame}
        """

    @Test(arguments: [
        "{username: ferry, apiKey: ferry-key}", "{username: ferry, apiKey: {env: KEY}}",
        "{username: ada, password: sesame}", "{username: ada, password: {command: [printf, sesame]}}",
        "{username: ada, password: {file: FOLDER/word}}",
    ])
    func `a credentials file holds secrets, or says where they are`(text: String) async throws {
        try await withTemporaryFolder { folder in
            try await withSandbox(seed: Self.seed) { sandbox in
                try Data("sesame\n".utf8).write(to: URL(fileURLWithPath: folder + "/word"))
                let file = try Self.secretFile(text.replacing("FOLDER", with: folder), in: folder)
                let run = try await FerryRun.of(
                    ["api", "GET", "/be/v1/roles"] + Self.target(sandbox) + ["--target-credentials", file],
                    environment: ["KEY": "ferry-key"])
                #expect(run.status == 0, "\(run.errors)")
                #expect(run.json?["roles"]?.array?.count == 1)
            }
        }
    }

    @Test(arguments: [
        (0o440, true, 0), (0o440, false, 78), (0o444, true, 78), (0o460, true, 78), (0o400, false, 0),
    ])
    func `a file that systemd hands over may show the group's right, no other one may`(
        mode: Int, isHanded: Bool, status: Int32
    ) async throws {
        try await withTemporaryFolder { folder in
            try await withSandbox(seed: Self.seed) { sandbox in
                let file = try Self.secretFile("{username: ferry, apiKey: ferry-key}", in: folder)
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
                let run = try await FerryRun.of(
                    ["api", "GET", "/be/v1/roles"] + Self.target(sandbox) + ["--target-credentials", file],
                    environment: ["CREDENTIALS_DIRECTORY": isHanded ? folder : folder + "/other"])
                #expect(run.status == status, "\(run.errors)")
            }
        }
    }

    @Test(arguments: [
        ("{username: ada, password: {env: NOTHING}}", "the environment has no"),
        ("{username: ada, password: sesame, apiKey: k}", "exclude each other"),
        ("{password: sesame}", "whose name is missing"),
        ("{username: ada}", "there is no terminal to ask on"),
        ("{username: ada, password: {value: sesame}}", "one of env, file, command"),
    ])
    func `doubtful credentials are told before the first call`(text: String, why: String) async throws {
        try await withTemporaryFolder { folder in
            let file = try Self.secretFile(text, in: folder)
            let run = try await FerryRun.of([
                "api", "GET", "/be/v1/roles", "--target", "http://127.0.0.1:1", "--target-org", "Pier",
                "--target-credentials", file,
            ])
            #expect(run.status == 78, "\(run.errors)")
            #expect(run.errors.contains(why) && !run.errors.contains("sesame"), "\(run.errors)")
        }
    }

    @Test func `a person is asked for the password on the terminal, which does not show it`() async throws {
        try await withTemporaryFolder { folder in
            try await withSandbox(seed: Self.seed) { sandbox in
                let command = ([FerryRun.tool, "api", "GET", "/be/v1/roles"] + Self.target(sandbox)).joined(
                    separator: " ")
                // `script` gives the tool a terminal of its own; the answer is typed when the question stands there.
                let typist = """
                    (for i in $(seq 600); do grep -q Password \(folder)/log && break; sleep 0.1; done; echo sesame) \
                    | script -qfec '\(command)' \(folder)/log
                    """
                let result = try await run(
                    .name("sh"), arguments: ["-c", typist],
                    environment: .inherit.updating(["EDGEFERRY_TARGET_USERNAME": "ada"]),
                    output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
                let output = result.standardOutput
                #expect(output.contains("Password of ada in Pier, the target:"), "\(output)")
                #expect(output.contains("Administrators"), "\(output)")
                #expect(!output.contains("sesame"))
            }
        }
    }

    @Test func `calls of the installation take the administrator's token, and without one nothing is sent`()
        async throws
    {
        try await withSandbox(seed: Self.seed) { sandbox in
            let call = ["api", "GET", "/srv/v1/versions"] + Self.target(sandbox)
            let account = ["EDGEFERRY_TARGET_USERNAME": "ferry", "EDGEFERRY_TARGET_API_KEY": "ferry-key"]
            let without = try await FerryRun.of(call, environment: account)
            #expect(without.status == 78)
            #expect(without.errors.contains("EDGEFERRY_TARGET_ADMIN_TOKEN"), "\(without.errors)")
            let with = ["EDGEFERRY_TARGET_ADMIN_TOKEN": "installation-token"]
            #expect(try await FerryRun.of(call, environment: with).json?["edge"] == "156")
            let probe =
                ["probe", "--format", "json", "--max-requests-per-second", "1000"] + Self.target(sandbox)
            let report = try await FerryRun.of(probe, environment: account.merging(with) { $1 })
            #expect(report.json?["versions"]?["edge"] == "156", "\(report.output)")
        }
    }

    @Test(arguments: [["--yes"], ["--yes", "--confirm", "Quay"]])
    func `an organization goes only by its own name`(consent: [String]) async throws {
        try await withSandbox(seed: Self.seed) { sandbox in
            for path in ["/adm/v1/orgs/Pier", "/be/v1/orgs/Pier"] {
                let run = try await FerryRun.of(
                    ["api", "DELETE", path] + consent + Self.target(sandbox),
                    environment: ["EDGEFERRY_TARGET_ADMIN_TOKEN": "installation-token"])
                #expect(run.status == 64)
            }
            #expect(try await sandbox.model()["organizations"]?["Pier"] != nil)
        }
    }

    private static func target(_ sandbox: RunningSandbox) -> [String] {
        ["--target", sandbox.url, "--target-org", "Pier"]
    }

    private static func secretFile(_ text: String, in folder: String) throws -> String {
        let path = folder + "/credentials.yml"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }
}
