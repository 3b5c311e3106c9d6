/// How the gateway in front of the sandbox behaves (edge-api 1.5 and section 9).
package struct GatewaySettings: Sendable {
    package var profile = GatewayProfile.container
    /// Requests a second of all callers together; nil sets no limit. The smallest real Edge allows 33.
    package var requestsPerSecond: Int?
    /// A call that takes longer is answered with 504, and goes on.
    package var cut = Duration.seconds(60)

    package init() {}
}

/// The two forms in which an Edge runs.
package enum GatewayProfile: String, Sendable, CaseIterable {
    /// Behind a firewall, as in production.
    case container
    /// Functions without a firewall, as in test installations.
    case functions

    /// The largest body of a call.
    var bodyLimit: Int {
        switch self {
        case .container: 20_000_000
        case .functions: 6_000_000
        }
    }

    var hasFirewall: Bool { self == .container }
}
