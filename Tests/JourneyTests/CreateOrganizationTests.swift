import EdgeCore
import EdgeHTTP
import EdgeSandbox
import Foundation
import TestKit
import Testing

/// A restore into an Edge that does not have the organization yet, by a person with a password.
@Suite struct CreateOrganizationTests {
    @Test func `an organization is made, its administrator invited, and the same command goes on`()
        async throws
    {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let options = [
                "--target-org", "Atoll", "--create-organization", "boss@atoll.example",
                "--target-credentials",
            ]
            let admin = try move.secret(
                "{username: administrator, password: coral, adminToken: \(move.target.report.adminToken.reveal())}",
                to: "admin.yml")
            let first = try await move.replay(options + [admin]) { _ in }
            #expect(first.status == 75, "\(first.errors)")
            #expect(first.json?["createdOrganization"] == "Atoll")

            let mail = try await move.target.model()["organizations"]?["Atoll"]?["outbox"]?.array?.first
            #expect(mail?["to"] == "boss@atoll.example")
            let accept: JSON = ["token": mail?["token"] ?? .null, "newPW": "coral"]
            let accepted = try await RawCaller(url: move.target.url, headers: []).call(
                .post, "/be/v1/signup", accept)
            #expect(accepted.status == 200)

            let fast = ["--max-requests-per-second", "2000"]
            let second = try await move.replay(options + [admin] + fast) { _ in }
            #expect(second.status == 0, "\(second.errors)\(second.output)")
            let compared = try await move.compare(
                "--target-org", "Atoll", "--target-credentials", admin)
            #expect(compared.status == 0, "\(compared.output)")
            let creates = try await move.target.model()["organizations"]?["Atoll"]?["creates"]?.object
            #expect(creates?.members.allSatisfy { $0.value == 1 } == true)
        }
    }

    @Test func `without the administrator's token no organization is made`() async throws {
        try await withMove { move in
            #expect(try await move.snapshot().status == 0)
            let run = try await move.replay(["--target-org", "Atoll", "--create-organization", "b@a.example"])
            { _ in }
            #expect(run.status == 78)
            #expect(run.errors.contains("EDGEFERRY_TARGET_ADMIN_TOKEN"), "\(run.errors)")
            #expect(try await move.target.model()["organizations"]?["Atoll"] == nil)
        }
    }
}

extension Move {
    /// A file of mode 0600 in the folder of the move.
    fileprivate func secret(_ text: String, to name: String) throws -> String {
        let path = try write(text, to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        return path
    }
}
