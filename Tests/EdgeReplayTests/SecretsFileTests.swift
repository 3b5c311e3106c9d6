import EdgeCore
@testable import EdgeReplay
import Foundation
import TestKit
import Testing

struct SecretsFileTests {
    @Test func `secrets come from the environment, from files and from commands`() async throws {
        try await withTemporaryFolder { folder in
            try Data("from a file\n".utf8).write(to: URL(fileURLWithPath: folder + "/secret"))
            let file = try SecretsFile(
                yaml: """
                    secrets:
                      app/Tug:
                        /a: { env: NAME }
                        /b: { file: "\(folder)/secret" }
                        /c: { command: [printf, "%s", from a command] }
                    """, file: "secrets.yml")
            let secrets = try await file.resolve(file.sources.keys, environment: ["NAME": "from env"])
            #expect(
                secrets.sorted { $0.key < $1.key }.map { $0.value.reveal() } == [
                    "from env", "from a file", "from a command",
                ])
        }
    }

    @Test func `a command gets neither the tool's credentials nor the variables of other secrets`()
        async throws
    {
        let file = try SecretsFile(
            yaml: """
                secrets:
                  app/Tug:
                    /a: { env: OTHER_SECRET }
                    /b: { command: [sh, -c, "echo ${OTHER_SECRET-none} ${EDGEFERRY_TARGET_API_KEY-none} $VAULT"] }
                """, file: "secrets.yml")
        let secrets = try await file.resolve(
            file.sources.keys,
            environment: [
                "OTHER_SECRET": "other", "EDGEFERRY_TARGET_API_KEY": "key", "VAULT": "https://vault",
                "PATH": "/usr/bin:/bin",
            ])
        let place = SecretReference(object: "app/Tug", place: JSONPointer(["b"]))
        #expect(secrets[place]?.reveal() == "none none https://vault")
    }

    @Test func `a command that does not end is ended with the run`() async throws {
        try await withTemporaryFolder { folder in
            let file = try SecretsFile(
                yaml: """
                    secrets:
                      app/Tug:
                        /a: { command: [sh, -c, "touch \(folder)/begun; exec sleep 1000"] }
                    """, file: "secrets.yml")
            let isEnded = try await withThrowingTaskGroup(of: Bool.self) { group in
                group.addTask {
                    do {
                        _ = try await file.resolve(file.sources.keys, environment: [:])
                        return false
                    } catch is CancellationError {
                        return true
                    }
                }
                while !FileManager.default.fileExists(atPath: folder + "/begun") {
                    try await Task.sleep(for: .milliseconds(5))
                }
                group.cancelAll()
                return try await group.next()
            }
            #expect(isEnded == true)
        }
    }

    @Test func `every missing secret is named with its reason`() async throws {
        let file = try SecretsFile(
            yaml: """
                secrets:
                  app/Tug:
                    /a: { env: NAME }
                    /b: { file: /nowhere/at/all }
                    /c: { command: ["false"] }
                    /d: { command: ["true"] }
                waive: ["app/Tug#/e"]
                """, file: "secrets.yml")
        let wanted = ["a", "b", "c", "d", "e", "f"].map {
            SecretReference(object: "app/Tug", place: JSONPointer([$0]))
        }
        let error = await #expect(throws: ReplayError.self) {
            try await file.resolve(wanted, environment: [:])
        }
        #expect(error?.what == "5 secrets missing")
        #expect(error?.status == .settings)
        #expect(
            error?.why == """
                app/Tug#/a: the environment has no "NAME"; app/Tug#/b: cannot read "/nowhere/at/all"; \
                app/Tug#/c: "false" ended with 1; app/Tug#/d: "true" gives nothing; \
                app/Tug#/f: the secrets file does not name it
                """)
    }

    @Test func `all errors of a secrets file are named at once`() {
        let text = """
            secrets:
              harbour: { /a: { env: X } }
              app/Tug:
                a: { env: X }
                /b: { env: X, file: Y }
                /c: { value: plain }
            waive: [everything]
            """
        #expect(
            throws: CoreError.settings(
                file: "secrets.yml",
                problems: [
                    "line 1: waive: \"everything\" is no place; write kind/name#/field",
                    "line 2: \"harbour\" is no object; write kind/name",
                    "line 4: \"a\" is no place; write /field/field",
                    "line 5: a secret needs one of env, file, command",
                    "line 6: unknown key \"secrets.app/Tug./c.value\"",
                    "line 6: a secret needs one of env, file, command",
                ])
        ) {
            try SecretsFile(yaml: text, file: "secrets.yml")
        }
    }
}
