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
        default:
            what = "this is a defect of edgeferry"
            why = String(reflecting: error)
            hint = "Please report it together with the command line; nothing that was saved is lost."
            status = .defect
        }
    }

    /// Three lines at most.
    var text: String {
        var lines = ["edgeferry: \(what)"]
        if let why { lines.append("  why:  \(why)") }
        if let hint { lines.append("  hint: \(hint)") }
        return lines.joined(separator: "\n") + "\n"
    }

    var json: JSON {
        [
            "ending": [
                "status": .int(status.rawValue), "what": .string(what), "why": .optional(why),
                "hint": .optional(hint),
            ]
        ]
    }
}
