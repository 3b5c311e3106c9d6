import Foundation

/// Gives the body a fresh folder and removes it afterwards; `EDGEFERRY_KEEP=1` keeps it for a look.
package func withTemporaryFolder<Result>(
    _ body: (String) async throws -> Result, isolation: isolated (any Actor)? = #isolation
) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("edgeferry-\(UUID().uuidString)")
        .path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer {
        if ProcessInfo.processInfo.environment["EDGEFERRY_KEEP"] == nil {
            // A leftover folder is no reason to fail a test.
            try? FileManager.default.removeItem(atPath: path)
        }
    }
    return try await body(path)
}
