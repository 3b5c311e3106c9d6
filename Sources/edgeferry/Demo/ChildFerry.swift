import EdgeCore
import EdgeSandbox
import Foundation
import Subprocess
import SystemPackage

/// Runs this same program as a process of its own, with both accounts in its environment.
struct ChildFerry: Sendable {
    private let environment: Environment

    init(source: SandboxReport, target: SandboxReport, stateFolder: String) {
        environment = .inherit.updating([
            "EDGEFERRY_SOURCE_USERNAME": source.organizations[0].username,
            "EDGEFERRY_SOURCE_API_KEY": source.organizations[0].apiKey.reveal(),
            "EDGEFERRY_TARGET_USERNAME": target.organizations[0].username,
            "EDGEFERRY_TARGET_API_KEY": target.organizations[0].apiKey.reveal(),
            "EDGEFERRY_SOURCE_TOKEN": nil, "EDGEFERRY_TARGET_TOKEN": nil,
            "XDG_STATE_HOME": stateFolder,
        ])
    }

    /// Runs to the end and returns what it printed; its progress is seen.
    /// - Throws: `DemoError` for every status but 0.
    func text(_ arguments: [String]) async throws -> String {
        let ended = try await run(arguments, kill: { _ in })
        guard ended.status == 0 else { throw DemoError.step(arguments[0], status: ended.status) }
        return ended.output
    }

    /// The same for a command that answers 0 or 1 with JSON.
    func json(_ arguments: [String]) async throws -> JSON {
        let ended = try await run(arguments + ["--format", "json"], kill: { _ in })
        guard [0, 1].contains(ended.status) else { throw DemoError.step(arguments[0], status: ended.status) }
        return try JSON(reading: ended.output, limits: JSONLimits(bytes: 256 << 20))
    }

    /// Runs beside a closure that may kill it.
    /// - Returns: the output, and the exit status or the negative number of the signal that ended it.
    func run(_ arguments: [String], kill: @Sendable (_ end: @Sendable () -> Void) async throws -> Void)
        async throws
        -> (output: String, status: Int32)
    {
        let result = try await Subprocess.run(
            .path("/proc/self/exe"), arguments: Arguments(arguments), environment: environment,
            input: .none, output: .string(limit: 64 << 20),
            error: .fileDescriptor(.standardError, closeAfterSpawningProcess: false)
        ) { execution in
            // Ended by itself before: then there is nothing to kill.
            try await kill { try? execution.send(signal: .kill) }
        }
        let status: Int32 =
            switch result.terminationStatus {
            case .exited(let code): code
            case .signaled(let signal): -signal
            }
        return (result.standardOutput, status)
    }

    /// A command line that a shell would take.
    static func shown(_ arguments: [String]) -> String {
        arguments.map { $0.contains(where: "{[ '".contains) ? "'\($0)'" : $0 }.joined(separator: " ")
    }
}

/// What goes wrong in a demo itself.
enum DemoError: Explained {
    /// A step that must end with 0 did not; its own three lines stand above.
    case step(String, status: Int32)

    var what: String {
        switch self {
        case .step(let command, let status): "the demo's \(command) ended with status \(status)"
        }
    }

    var why: String? { "its own message stands above" }
    var hint: String? { "Please report this; the demo needs nothing but this machine." }

    var status: ExitStatus {
        switch self {
        case .step(_, let status): ExitStatus(rawValue: status) ?? .defect
        }
    }
}
