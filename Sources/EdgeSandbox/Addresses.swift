/// Where a sandbox is found, once its ports are known.
struct Addresses: Sendable {
    /// Of the API.
    let api: String
    /// Of the object storage.
    let storage: String
    private let scheme: String
    private let storagePort: Int

    init(_ settings: SandboxSettings, api: Int, storage: Int) {
        scheme = settings.tls == nil ? "http" : "https"
        let host = Self.shown(settings.host)
        self.api = "\(scheme)://\(host):\(api)"
        self.storage = "\(scheme)://\(host):\(storage)"
        storagePort = storage
    }

    /// The object storage by the host name that a caller of the API used.
    /// - Parameter authority: `HOST:PORT` of the request.
    func storage(as authority: String?) -> String {
        guard let authority, let host = Self.host(of: authority) else { return storage }
        return "\(scheme)://\(host):\(storagePort)"
    }

    private static func host(of authority: String) -> Substring? {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return authority[...end] }
        return authority.split(separator: ":", omittingEmptySubsequences: false).first.flatMap {
            $0.isEmpty ? nil : $0
        }
    }

    /// A host as it stands in an address; a server on all interfaces is found on loopback.
    private static func shown(_ host: String) -> String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
