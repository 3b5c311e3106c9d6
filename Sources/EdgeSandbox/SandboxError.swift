package import EdgeCore

/// Why a sandbox cannot start or go on.
package enum SandboxError: Explained {
    case folder(path: String, reason: String)
    case database(path: String, reason: String)
    case listen(host: String, port: Int, reason: String)
    case certificate(path: String, reason: String)
    /// An entry of a seed that the API itself would refuse.
    case seed(what: String, reason: String)

    package var what: String {
        switch self {
        case .folder(let path, _): "cannot use the data folder \(path)"
        case .database(let path, _): "cannot open the sandbox's database \(path)"
        case .listen(let host, let port, _): "cannot listen on \(host):\(port)"
        case .certificate(let path, _): "cannot use the certificate or key \(path)"
        case .seed(let what, _): "cannot seed \(what)"
        }
    }

    package var why: String? {
        switch self {
        case .folder(_, let reason), .database(_, let reason), .listen(_, _, let reason),
            .certificate(_, let reason), .seed(_, let reason):
            reason
        }
    }

    package var hint: String? {
        switch self {
        case .folder: "Check the path and its permissions."
        case .database: "Is another sandbox running on the same data? Else remove the folder and start anew."
        case .listen: "Choose another port, or 0 for any free one."
        case .certificate: "Give PEM files of a certificate chain and of its private key."
        case .seed: "Correct the seed file and start again on an empty folder."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .folder, .listen: .cannotCreate
        case .database: .io
        case .certificate, .seed: .settings
        }
    }
}
