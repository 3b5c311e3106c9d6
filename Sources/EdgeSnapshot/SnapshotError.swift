package import EdgeClient
package import EdgeCore

/// What makes a snapshot pointless, or keeps it from looking for builds.
package enum SnapshotError: Explained {
    /// Every kind was refused: that is a wrong account, and no organization without objects.
    case nothingReadable(cause: ClientError)
    /// More below a scanned folder than is looked at.
    case treeTooLarge(folder: String, limit: Int)

    package var what: String {
        switch self {
        case .nothingReadable: "nothing of the organization can be read"
        case .treeTooLarge(let folder, _): "cannot look through \(folder)"
        }
    }

    package var why: String? {
        switch self {
        case .nothingReadable(let cause): "\(cause.what)\(cause.why.map { ": " + $0 } ?? "")"
        case .treeTooLarge(_, let limit): "it holds more than \(limit) files and folders"
        }
    }

    package var hint: String? {
        switch self {
        case .nothingReadable(let cause): cause.hint
        case .treeTooLarge: "Name the folders below it that hold builds with --scan."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .nothingReadable(let cause): cause.status
        case .treeTooLarge: .usage
        }
    }
}
