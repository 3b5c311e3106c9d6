import ArgumentParser
import EdgeCore
import Foundation

/// How a command ends when it does not end well: the only place that turns errors into words and statuses.
struct Ending: Sendable {
    let what: String
    let why: String?
    let hint: String?
    let status: ExitStatus

    /// Explains an error; `signal` is the status of the signal that stopped the command, if one did.
    init(_ error: any Error, signal: ExitStatus? = nil) {
        switch (error, signal) {
        case (_, .some(let status)) where error is CancellationError:
            what = "stopped by a signal"
            why = "everything done so far is saved"
            hint = "Run the same command again; it continues."
            self.status = status
        case (let error as any Explained, _):
            what = error.what
            why = error.why
            hint = error.hint
            status = error.status
        case _ where Self.isUsage(error):
            what = "cannot carry out this command line"
            why = Edgeferry.message(for: error)
            hint = "Run \(Self.command) --help for its options and an example."
            status = .usage
        default:
            what = "this is a defect of edgeferry"
            why = String(reflecting: error)
            hint = "Please report it together with the command line; nothing that was saved is lost."
            status = .defect
        }
    }

    /// True for what the argument parser, or a command's own look at its arguments, refuses.
    static func isUsage(_ error: any Error) -> Bool {
        !(error is ExitCode) && Edgeferry.exitCode(for: error) == .validationFailure
    }

    /// The program and the subcommand that was called, as far as it is one.
    private static var command: String {
        let names = Edgeferry.configuration.subcommands.compactMap { $0.configuration.commandName }
        let called = CommandLine.arguments.dropFirst().first { names.contains($0) }
        return called.map { "edgeferry \($0)" } ?? "edgeferry"
    }

    /// Three lines at most.
    var text: String {
        var lines = ["edgeferry: \(what)"]
        if let why { lines.append("  why:  \(why)") }
        if let hint { lines.append("  hint: \(hint)") }
        return lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
    }

    var json: JSON {
        [
            "ending": [
                "status": .int(status.rawValue), "what": .string(what), "why": .optional(why),
                "hint": .optional(hint),
            ]
        ]
    }

    /// Says it: three lines on stderr, and one object on stdout where JSON was asked for.
    func report(_ format: OutputFormat) {
        if format == .json { Console.write(json.readable + "\n", to: .standardOutput) }
        Console.write(text, to: .standardError)
    }
}
