package import EdgeCore

/// Why builds cannot be served.
package enum ServeError: Explained {
    case listen(host: String, port: Int, reason: String)
    case certificate(paths: String, reason: String)

    package var what: String {
        switch self {
        case .listen(let host, let port, _): "cannot serve builds on \(host):\(port)"
        case .certificate(let paths, _): "cannot use the certificate or key \(paths)"
        }
    }

    package var why: String? {
        switch self {
        case .listen(_, _, let reason), .certificate(_, let reason): reason
        }
    }

    package var hint: String? {
        switch self {
        case .listen: "Choose an address of this machine and a port that is free, or port 0 for any."
        case .certificate: "Give PEM files of a certificate chain and of its private key."
        }
    }

    package var status: ExitStatus {
        switch self {
        case .listen: .cannotCreate
        case .certificate: .settings
        }
    }
}
