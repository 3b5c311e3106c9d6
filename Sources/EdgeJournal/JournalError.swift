package import EdgeCore
import Foundation

/// What goes wrong with the durable memory of a replay.
package enum JournalError: Explained, Hashable {
    /// Another process works with this journal.
    case inUse(path: String)
    /// Another replay of this machine writes to the same target organization.
    case targetInUse(target: String)
    /// The journal is about two other organizations.
    case ofAnotherMove(path: String, expected: String, found: String)
    /// There is no journal at the path.
    case missing(path: String)
    /// The file is something else, or damaged, or of a newer edgeferry.
    case notReadable(path: String, reason: String)
    /// SQLite does not give the durability that was asked for, as on some network file systems.
    case notDurable(path: String, pragma: String, value: String)
    /// SQLite could not carry out a step; `isFull` when the disk has no space left.
    case step(path: String, step: String, reason: String, isFull: Bool)
    /// A file beside the journal; `code` is the `errno`.
    case file(path: String, doing: String, code: Int32)
    /// A step that the state of the run does not allow: a defect of ours.
    case outOfOrder(step: String, action: String)

    package var what: String {
        switch self {
        case .inUse(let path): "the journal \(path) is in use"
        case .targetInUse(let target): "another replay writes to \(target)"
        case .ofAnotherMove(let path, _, _): "the journal \(path) belongs to another move"
        case .missing(let path): "there is no journal at \(path)"
        case .notReadable(let path, _): "cannot read the journal \(path)"
        case .notDurable(let path, _, _): "the journal \(path) would not survive a power cut"
        case .step(let path, let step, _, _): "cannot write \(quoted(step)) into the journal \(path)"
        case .file(let path, let doing, _): "cannot \(doing) \(path)"
        case .outOfOrder(let step, let action): "\(quoted(step)) of \(quoted(action)) came out of order"
        }
    }

    package var why: String? {
        switch self {
        case .inUse: "another edgeferry process holds its lock"
        case .targetInUse: "one replay at a time works on a target organization"
        case .ofAnotherMove(_, let expected, let found): "it is about \(found), not \(expected)"
        case .missing: "no replay has written it yet, or the path is another one"
        case .notReadable(_, let reason), .step(_, _, let reason, _): reason
        case .notDurable(_, let pragma, let value): "SQLite answers \(quoted(value)) to \(pragma)"
        case .file(_, _, let code): systemMessage(code)
        case .outOfOrder: "the state of the run does not allow it"
        }
    }

    package var hint: String? {
        switch self {
        case .inUse, .targetInUse: "Wait until the other process has ended, then run the same command again."
        case .ofAnotherMove: "Give another path with --journal, or leave the option out."
        case .missing: "Check --journal, or run replay first."
        case .notReadable:
            "Give another path with --journal; without its journal, builds are matched by label and size."
        case .notDurable: "Put the journal on a local disk with --journal."
        case .step(_, _, _, let isFull):
            isFull ? fileHint(ENOSPC) : "Check the disk, then run the same command again; it continues."
        case .file(_, _, let code): fileHint(code)
        case .outOfOrder: "Please report this."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .inUse, .targetInUse: .tryAgain
        case .ofAnotherMove: .settings
        case .missing: .noInput
        case .notReadable, .notDurable, .step: .io
        case .file(_, let doing, let code): fileStatus(doing: doing, code: code)
        case .outOfOrder: .defect
        }
    }
}
