import Subprocess

/// An IPv4 address of this machine that is not loopback; nil when there is none.
package func outsideAddress() async throws -> String? {
    let outcome = try await run(
        .name("hostname"), arguments: ["-I"], output: .string(limit: 4096), error: .discarded)
    let addresses = outcome.standardOutput.split { $0 == " " || $0 == "\n" }
    return addresses.map(String.init).first { !$0.contains(":") && !$0.hasPrefix("127.") }
}
