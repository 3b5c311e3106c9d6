package import EdgeClient
package import EdgeCore

/// What makes a snapshot pointless.
package enum SnapshotError: Explained {
    /// Every kind was refused: that is a wrong account, and no organization without objects.
    case nothingReadable(cause: ClientError)

    package var what: String {
        switch self {
        case .nothingReadable: "nothing of the organization can be read"
        }
    }

    package var why: String? {
        switch self {
        case .nothingReadable(let cause): "\(cause.what)\(cause.why.map { ": " + $0 } ?? "")"
        }
    }

    package var hint: String? {
        switch self {
        case .nothingReadable(let cause): cause.hint
        }
    }

    package var status: ExitStatus {
        switch self {
        case .nothingReadable(let cause): cause.status
        }
    }
}
