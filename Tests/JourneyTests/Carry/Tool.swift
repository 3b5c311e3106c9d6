import Foundation
import Subprocess
import TestKit
import Testing

/// Programs of the system that tests use beside ours; `.ci/packages` installs them.
enum Tool {
    static func isThere(_ names: String...) -> Bool {
        names.allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0) }
    }

    /// Runs a line of shell in a folder; `edgeferry` in it is the built tool.
    @discardableResult
    static func shell(_ line: String, in folder: String) async throws -> String {
        let tool = URL(fileURLWithPath: FerryRun.tool).deletingLastPathComponent().path
        let script =
            "set -euo pipefail; PATH=\"$PATH:/usr/sbin:/usr/bin:/bin:\(tool)\"; cd '\(folder)'; \(line)"
        let result = try await run(
            .name("bash"), arguments: ["-c", script], input: .none, output: .string(limit: 16 << 20),
            error: .string(limit: 1 << 20))
        guard result.terminationStatus.isSuccess else {
            throw MissingValue(what: "\(line): \(result.terminationStatus) \(result.standardError)")
        }
        return result.standardOutput
    }
}
