import Foundation
import Subprocess

/// A file system of a few bytes, to be filled.
package struct SmallDisk: Sendable {
    package let path: String

    /// Whether this process may mount one: root in a container often may not.
    package static func isPossible() async -> Bool {
        do {
            try await withTemporaryFolder { folder in
                try await withSmallDisk(in: folder, size: "64k") { _ in }
            }
            return true
        } catch {
            return false
        }
    }

    package func resize(to size: String) async throws {
        try await SmallDisk.command("mount", ["-o", "remount,size=\(size)", path])
    }

    /// Bytes that are taken.
    package func taken() throws -> Int {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw MissingValue(what: "the size of \(path)") }
        return Int(status.f_blocks - status.f_bfree) * Int(status.f_frsize)
    }

    fileprivate static func command(_ name: String, _ arguments: [String]) async throws {
        let outcome = try await run(
            .name(name), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 4096))
        guard outcome.terminationStatus.isSuccess else {
            throw MissingValue(what: "\(name): \(outcome.standardError)")
        }
    }
}

/// Mounts a tmpfs of a size such as `400k` for the body.
package func withSmallDisk(
    in folder: String, size: String, _ body: (SmallDisk) async throws -> Void
) async throws {
    let disk = SmallDisk(path: folder + "/disk")
    try FileManager.default.createDirectory(atPath: disk.path, withIntermediateDirectories: true)
    try await SmallDisk.command("mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", disk.path])
    do {
        try await body(disk)
    } catch {
        try await SmallDisk.command("umount", [disk.path])
        throw error
    }
    try await SmallDisk.command("umount", [disk.path])
}
