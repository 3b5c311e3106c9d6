import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import Subprocess
import TestKit
import Testing

/// The templates of scheduled backups are what systemd and cron take, and their commands do a backup.
@Suite struct BackupTemplatesTests {
    private static let units = ["edgeferry-backup@.service", "edgeferry-backup@.timer"]

    /// The text of a template with this machine's tool and folders in it.
    private func text(_ name: String, in folder: String) throws -> String {
        try String(contentsOfFile: template(name), encoding: .utf8)
            .replacing("/usr/local/bin/edgeferry", with: FerryRun.tool)
            .replacing("/var/backups/edgeferry", with: folder + "/backups")
            .replacing("/etc/edgeferry", with: folder)
    }

    private func verify(_ folder: String) async throws -> (isAccepted: Bool, told: String) {
        let paths = Self.units.map { "\(folder)/" + $0.replacing("@", with: "@Harbour") }
        let outcome = try await Subprocess.run(
            .name("systemd-analyze"), arguments: Arguments(["verify"] + paths), output: .discarded,
            error: .string(limit: 1 << 16))
        // It ends with 0 although it ignores a line that it does not know, and says so.
        return (outcome.terminationStatus.isSuccess && outcome.standardError.isEmpty, outcome.standardError)
    }

    @Test func `systemd accepts the units, and would name a mistake in them`() async throws {
        try await withTemporaryFolder { folder in
            for unit in Self.units {
                let text = try text("systemd/\(unit)", in: folder)
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(unit)"))
            }
            let verdict = try await verify(folder)
            #expect(verdict.isAccepted, "\(verdict.told)")
            let service = "\(folder)/\(Self.units[0])"
            let wrong = try String(contentsOfFile: service, encoding: .utf8)
                .replacing("NoNewPrivileges", with: "NoNewPrivilege")
            try Data(wrong.utf8).write(to: URL(fileURLWithPath: service))
            #expect(try await verify(folder).isAccepted == false)
        }
    }

    @Test func `the service is closed up but for the network and its folder`() async throws {
        let outcome = try await Subprocess.run(
            .name("systemd-analyze"),
            arguments: [
                "security", "--offline=true", "--threshold=20",
                template("systemd/edgeferry-backup@.service"),
            ], output: .discarded, error: .string(limit: 1 << 16))
        #expect(outcome.terminationStatus.isSuccess, "\(outcome.standardError)")
    }

    @Test func `each step of the service does its part, and a missing build makes it fail`() async throws {
        try await withMove { move in
            let environment = try prepare(move)
            let steps = try text("systemd/edgeferry-backup@.service", in: move.folder)
                .split(separator: "\n").filter { $0.hasPrefix("ExecStart=") }
                .map { String($0.dropFirst("ExecStart=".count)).replacing("%i", with: "Harbour") }
            #expect(steps.count == 3)
            for step in steps {
                let run = try await shell(step, environment)
                #expect(run.status == 0, "\(step): \(run.told)")
            }
            let list = try await move.ferry(
                "list", move.folder + "/backups/Harbour", "--fail-older-than", "26h")
            #expect(list.status == 0, "\(list.output)")
            var without = environment
            without["SNAPSHOT_OPTIONS"] = ""
            #expect(try await shell(steps[0], without).status == 1)
        }
    }

    @Test func `the lines for cron do the same, are silent when all is well, and speak otherwise`()
        async throws
    {
        try await withMove { move in
            _ = try prepare(move)
            let lines = try text("edgeferry-backup.crontab", in: move.folder).replacing(
                "HARBOUR", with: "Harbour"
            )
            .split(separator: "\n").filter { $0.first?.isNumber == true }
            let path = [
                "PATH": (FerryRun.tool as NSString).deletingLastPathComponent + ":/usr/bin:/bin"
            ]
            // Five fields of time, the user, and the command; a percent sign would end it.
            let commands = lines.map { String($0.split(separator: " ", maxSplits: 6)[6]) }
            #expect(commands.count == 2 && !commands.joined().contains("%"))
            let absent = try await shell(commands[1], path)
            #expect(absent.told.contains("Harbour has no fresh backup"))
            for command in commands {
                let run = try await shell(command, path)
                #expect(run.status == 0 && run.told.isEmpty, "\(run.told)")
            }
            try await move.source.plan(
                faults: "faults: [{route: 'GET /be/v1/apps', fault: status, status: 403}]")
            let failed = try await shell(commands[0], path)
            #expect(failed.told.contains("the backup of Harbour failed: "))
            #expect(failed.told.contains("apps: could not be read"), "\(failed.told)")
        }
    }

    /// Writes the environment file and the credentials that the templates name; returns what systemd would set.
    private func prepare(_ move: Move) throws -> [String: String] {
        let account = try move.source.organization
        let credentials = try move.write(
            "{username: \(account.username), apiKey: \(account.apiKey.reveal())}\n",
            to: "Harbour.credentials.yml")
        try FileManager.default.copyItem(atPath: credentials, toPath: move.folder + "/source.yml")
        try FileManager.default.createDirectory(
            atPath: move.folder + "/backups", withIntermediateDirectories: true)
        let env = try text("systemd/edgeferry-backup.env", in: move.folder)
            .replacing("https://edge.example.com", with: move.source.url)
            .replacing("/vault/{app}/{build}.tar", with: move.source.report.builds)
        _ = try move.write(env, to: "Harbour.env")
        var environment = [
            "CREDENTIALS_DIRECTORY": move.folder, "STORE": move.folder + "/backups/Harbour",
            "PATH": "/usr/bin:/bin",
        ]
        for line in env.split(separator: "\n") where !line.hasPrefix("#") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            environment[parts[0]] = parts[1].trimmingCharacters(in: ["\""])
        }
        return environment
    }

    /// A shell expands variables as systemd does: `$NAME` to words, `${NAME}` to one, where that holds no spaces.
    private func shell(_ command: String, _ environment: [String: String]) async throws -> (
        status: Int32, told: String
    ) {
        var variables: [Environment.Key: String] = [:]
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { variables[key] = value }
        }
        if let libraries = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"],
            let key = Environment.Key(rawValue: "LD_LIBRARY_PATH")
        {
            variables[key] = libraries
        }
        let outcome = try await Subprocess.run(
            .name("sh"), arguments: ["-c", command], environment: .custom(variables),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
        let status: Int32 = if case .exited(let code) = outcome.terminationStatus { code } else { -1 }
        return (status, outcome.standardOutput + outcome.standardError)
    }
}
