import Foundation
import Subprocess
import TestKit

/// Debian's registry on a free port of loopback, with its files in a folder.
///
/// - Parameter body: Gets `127.0.0.1:PORT`.
func withRegistry(in folder: String, _ body: @escaping @Sendable (String) async throws -> Void) async throws {
    let config = """
        version: 0.1
        storage: {filesystem: {rootdirectory: \(folder)/registry}}
        http: {addr: "127.0.0.1:0"}
        """
    try Data(config.utf8).write(to: URL(fileURLWithPath: folder + "/registry.yml"))
    let log = folder + "/registry.log"
    _ = try await run(
        .name("sh"),
        arguments: ["-c", "exec docker-registry serve '\(folder)/registry.yml' >'\(log)' 2>&1"],
        input: .none, output: .discarded, error: .discarded
    ) { execution in
        do {
            try await body(try await address(log))
        } catch {
            try? execution.send(signal: .terminate)  // over already: its log says why
            throw error
        }
        try execution.send(signal: .terminate)
    }
}

private func address(_ log: String) async throws -> String {
    for _ in 0..<500 {
        // Not there yet.
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        if let match = text.firstMatch(of: /listening on (127\.0\.0\.1:[0-9]+)/) { return String(match.1) }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw MissingValue(what: "the registry's address in \(log)")
}
