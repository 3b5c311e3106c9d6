/// How an Edge, a build source or an upload host is spoken to.
package struct TransportSettings: Sendable {
    /// PEM file of the authorities to trust instead of the system's.
    package var caFile: String?
    /// Off only by the explicit per-Edge option `--insecure-source` or `--insecure-target`.
    package var verifiesTLS = true
    /// Requests a second; the smallest Edge allows 33 for everybody together, older ones 5.
    package var requestsPerSecond = 5.0
    package var connectTimeout: Duration = .seconds(15)
    /// A small request as a whole: the gateway cuts at 60 s, so its own answer comes first.
    package var requestTimeout: Duration = .seconds(75)
    /// A transfer that moves no byte for so long is given up.
    package var stallTimeout: Duration = .seconds(60)
    /// Largest answer body that is kept.
    package var bodyLimit = 16 << 20
    /// Tries of one request in all.
    package var attempts = 5
    /// The longest `Retry-After` that is honoured: the maintenance answer of the gateway is 900 s.
    package var longestWait: Duration = .seconds(900)
    /// So long one call waits for the end of a maintenance that the gateway tells again and again.
    package var longestMaintenance: Duration = .seconds(12 * 3600)
    /// Requests in all, tries and transfers included; nil is without an end.
    package var mostRequests: Int?
    package var userAgent = "edgeferry/0.1"

    package init() {}
}
