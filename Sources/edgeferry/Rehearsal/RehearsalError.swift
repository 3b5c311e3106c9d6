import EdgeCore

/// What keeps a rehearsal from being one.
enum RehearsalError: Explained {
    /// The sandbox stands in for a target and has no account to call it with: a defect.
    case noAccount(organization: String)
    /// Something of the target that the sandbox does not take, or a stop of the replay in it.
    case stopped(any Explained)
    /// The builds of the archive need more room than there is.
    case noRoom(folder: String, needed: Int64, free: Int64)

    var what: String {
        switch self {
        case .noAccount(let organization): "the sandbox has no account of \(organization)"
        case .stopped(let cause): "the rehearsal stopped: \(cause.what)"
        case .noRoom(let folder, let needed, _):
            "no room for a rehearsal in \(folder): it needs \(ByteCount(needed))"
        }
    }

    var why: String? {
        switch self {
        case .noAccount: nil
        case .stopped(let cause): cause.why
        case .noRoom(_, _, let free): "\(ByteCount(free)) are free; the builds are held twice"
        }
    }

    var hint: String? {
        switch self {
        case .noAccount: "Please report this."
        case .stopped: "A real replay would stop here as well; correct it, then rehearse again."
        case .noRoom: "Set TMPDIR to a folder with more room."
        }
    }

    var status: ExitStatus {
        switch self {
        case .noAccount: .defect
        case .stopped(let cause): cause.status
        case .noRoom: .io
        }
    }
}
