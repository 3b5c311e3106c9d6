import EdgeCore
import EdgeJournal
import Foundation
import TestKit
import Testing

struct KeysFileTests {
    @Test func `secrets come back in the order in which they were kept`() async throws {
        try await withTemporaryFolder { folder in
            let file = KeysFile(path: folder + "/j.keys")
            #expect(try file.entries().isEmpty)
            try file.append(entry("first"))
            try file.append(entry("second"))
            #expect(try file.entries().map { $0.secret.reveal() } == ["first", "second"])
        }
    }

    @Test func `a line that was cut short does not swallow the next one`() async throws {
        try await withTemporaryFolder { folder in
            let file = KeysFile(path: folder + "/j.keys")
            try file.append(entry("first"))
            try file.append(entry("second"))
            let whole = try Data(contentsOf: URL(fileURLWithPath: file.path))
            try whole.dropLast(20).write(to: URL(fileURLWithPath: file.path))
            try file.append(entry("third"))
            #expect(try file.entries().map { $0.secret.reveal() } == ["first", "third"])
        }
    }

    @Test func `a keys file that is a link is not followed`() async throws {
        try await withTemporaryFolder { folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/j.keys", withDestinationPath: folder + "/elsewhere")
            #expect(throws: JournalError.file(path: folder + "/j.keys", doing: "create", code: ELOOP)) {
                try KeysFile(path: folder + "/j.keys").append(entry("x"))
            }
        }
    }

    @Test func `the lock of a target excludes a second replay into it and no other`() async throws {
        try await withTemporaryFolder { folder in
            let quay = try OrganizationName("Quay")
            let lock = try FileLock.target(host: "b:80", organization: quay, in: folder + "/state")
            #expect(throws: JournalError.targetInUse(target: "Quay at b:80")) {
                try FileLock.target(host: "b:80", organization: quay, in: folder + "/state")
            }
            _ = try FileLock.target(host: "b:81", organization: quay, in: folder + "/state")
            #expect(lock.path.hasSuffix("target-b_80-Quay.lock"))
        }
    }

    private func entry(_ secret: String) -> OnceOnlySecret {
        OnceOnlySecret(
            time: Date(timeIntervalSince1970: 1_000_000), run: 1, object: "user/u", kind: "apiKey",
            secret: Secret(secret))
    }
}
