import EdgeCore
import Foundation
import TestKit
import Testing

/// Files of people with mistakes in them: everything is told at once, before the first call that writes.
@Suite struct SettingsErrorTests {
    @Test func `missing secrets are named with object and place`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            var without = move
            without.secrets = nil
            let plan = try await without.plan()
            #expect(plan.status == EdgeCore.ExitStatus.settings.rawValue)
            #expect(plan.json?["missingSecrets"]?.array?.count == 7)
            try move.expectError(try await without.replay(), .settings, "secrets-missing")
            try await move.expectUntouched()
            try await move.expectMoved()
        }
    }

    @Test func `secrets whose sources fail are named with the reason`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            var other = move
            let file = move.folder + "/staging.key"
            let program = move.folder + "/vault"
            other.secrets = try move.write(
                """
                secrets:
                  deployment/europe:
                    /origin/accessKeyId: { env: EUROPE_KEY }
                    /origin/secretAccessKey: { command: [echo, europe-example-secret] }
                  deployment/asia[1]:
                    /origin/accessKeyId: { command: [no-such-program-here] }
                    /origin/secretAccessKey: { command: [sh, -c, "echo asia-example-secret >&2; exit 3"] }
                    /downloadAuth/secretKey: { command: ["true"] }
                  deployment/staging:
                    /origin/accessKeyId: { file: \(file) }
                    /origin/secretAccessKey: { command: [cat, \(program)] }
                """, to: "secrets.yml")
            try move.expectError(try await other.replay(), .settings, "secrets-sources")
            try await move.expectUntouched()

            other.environment = ["EUROPE_KEY": "EUROPEEXAMPLEKEY"]
            _ = try move.write("STAGINGEXAMPLEKEY\n", to: "staging.key")
            _ = try move.write("staging-example-secret\n", to: "vault")
            _ = try move.write(
                try String(contentsOfFile: move.folder + "/secrets.yml", encoding: .utf8)
                    .replacing("[no-such-program-here]", with: "[echo, ASIAEXAMPLEKEY]")
                    .replacing("echo asia-example-secret >&2; exit 3", with: "echo asia-example-secret")
                    .replacing(#"["true"]"#, with: "[echo, asia-example-download-secret]"),
                to: "secrets.yml")
            try await other.expectMoved()
        }
    }

    @Test func `all mistakes of a policy are told at once with the nearest known words`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            var other = move
            other.policy = try move.write(
                """
                onConflcit: fail
                onConflict: { rol: skip, app: skp }
                users: lst
                subscription: off
                overlays: { deploymnt/europe: { label: x } }
                """, to: "policy.yml")
            try move.expectError(try await other.replay(), .settings, "policy-unknown-keys")
            _ = try move.write(
                "allowSameOrigin: [europ]\noverlays: { app/Lighthose: { label: x } }\n", to: "policy.yml")
            try move.expectError(try await other.replay(), .settings, "policy-unknown-names")
            _ = try move.write("users: [\n", to: "policy.yml")
            try move.expectError(try await other.replay(), .settings, "policy-no-yaml", hidingWhy: true)
            other.policy = move.folder + "/missing.yml"
            try move.expectError(try await other.replay(), .noInput, "policy-missing")
            try await move.expectUntouched()
            try await move.expectMoved()
        }
    }

    @Test func `all mistakes of a secrets file are told at once`() async throws {
        try await withMove { move in
            try await move.expectSnapshot()
            var other = move
            other.secrets = try move.write(
                """
                secrets:
                  europe:
                    /origin/accessKeyId: { env: A, file: b }
                  deployment/staging:
                    origin: { enw: A }
                waiv: []
                """, to: "secrets.yml")
            try move.expectError(try await other.replay(), .settings, "secrets-file")
            try await move.expectUntouched()
        }
    }
}
