package import EdgeCore
import Foundation
import Subprocess
import SystemPackage

/// One run of the built tool: what it printed and how it ended.
package struct FerryRun: Sendable {
    /// The exit status; a signal counts negative.
    package let status: Int32
    package let output: String
    package let errors: String

    /// The result on stdout of a run with `--format json`.
    package var json: JSON? { try? JSON(reading: output) }

    /// Runs the tool to its end, or kills it with SIGKILL after the given time.
    ///
    /// - Parameter environment: added to a small clean environment; nothing of the caller's credentials passes.
    package static func of(
        _ arguments: [String], environment: [String: String] = [:], killedAfter time: Duration? = nil
    ) async throws -> FerryRun {
        try await of(arguments, environment: environment) { ferry in
            guard let time else { return }
            let end = ContinuousClock.now + time
            if try await !ferry.wait(until: { ContinuousClock.now >= end }) { return }
            ferry.kill()
        }
    }

    /// Runs the tool to its end beside a closure that may watch it and kill it.
    package static func of(
        _ arguments: [String], environment: [String: String] = [:],
        beside watch: (FerryProcess) async throws -> Void
    ) async throws -> FerryRun {
        let result = try await run(
            .path(FilePath(tool)), arguments: Arguments(arguments), environment: .custom(keys(environment)),
            input: .none, output: .string(limit: 16 << 20), error: .string(limit: 16 << 20)
        ) { execution in
            try await watch(
                // Already over: there is nothing left to kill.
                FerryProcess(id: execution.processIdentifier.value) { try? execution.send(signal: .kill) })
        }
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return FerryRun(status: status, output: result.standardOutput, errors: result.standardError)
    }

    /// The tool stands beside the program of the tests; `EDGEFERRY_TOOL` names another one, as a release build.
    package static var tool: String {
        if let path = ProcessInfo.processInfo.environment["EDGEFERRY_TOOL"], !path.isEmpty { return path }
        return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("edgeferry").path
    }

    private static func keys(_ environment: [String: String]) -> [Environment.Key: String] {
        var all: [Environment.Key: String] = [:]
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] {
            if let key = Environment.Key(rawValue: name) {
                all[key] = ProcessInfo.processInfo.environment[name]
            }
        }
        for (name, value) in environment {
            if let key = Environment.Key(rawValue: name) { all[key] = value }
        }
        return all
    }
}
