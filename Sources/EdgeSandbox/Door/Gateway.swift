import EdgeCore
import Hummingbird
import NIOCore
import Synchronization

/// What stands in front of the API: methods, limits, maintenance, and the cut of calls that take too long.
struct Gateway: Sendable {
    let backstage = Backstage()
    let maintenance = Maintenance()
    private let settings: GatewaySettings
    private let dialect: Dialect
    private let prefixes: APIPrefixes
    let rate: RateLimit?

    init(_ settings: GatewaySettings, _ dialect: Dialect) {
        self.settings = settings
        self.dialect = dialect
        prefixes = APIPrefixes(dialect)
        rate = settings.requestsPerSecond.map { RateLimit($0) }
    }

    /// Lets a call through to the Edge, or answers it.
    func pass(_ exchange: Exchange, _ work: @escaping Exchange.Step) async throws -> Response {
        if let rate, !rate.admits() {
            return Door.response(.firewall(429, "Too Many Requests", retryAfter: 1))
        }
        // Uploads go to the object storage, at an address of its own.
        guard ["GET", "POST", "PATCH", "DELETE"].contains(exchange.method) else {
            return Door.response(
                settings.profile.hasFirewall
                    ? .firewall(400, "Bad Request") : .firewall(404, "Not Found"))
        }
        if prefixes.areMaintained(exchange.path), let seconds = maintenance.refuse() {
            return Door.response(
                Answer(
                    status: 503, error: "maintenance", message: "the Edge is being maintained", dialect,
                    retryAfter: seconds))
        }
        guard let body = try await body(of: exchange.request) else {
            return Door.response(.firewall(413, "Payload Too Large"))
        }
        var received = exchange
        received.request.body = RequestBody(buffer: body)
        return try await cut(received, work)
    }

    /// A time-out can hide a success: the work goes on behind the answer.
    private func cut(_ exchange: Exchange, _ work: @escaping Exchange.Step) async throws -> Response {
        try await backstage.result(within: settings.cut) { try await work(exchange) }
            ?? Door.response(.firewall(504, "Gateway Timeout"))
    }

    /// Nil for one that is too long.
    private func body(of request: Request) async throws -> ByteBuffer? {
        var body = ByteBuffer()
        for try await var buffer in request.body {
            guard body.readableBytes + buffer.readableBytes <= settings.profile.bodyLimit else { return nil }
            body.writeBuffer(&buffer)
        }
        return body
    }
}

/// The first segments of all paths of the API.
struct APIPrefixes: Sendable {
    private let all: Set<Substring>
    private let installation: Set<Substring>

    init(_ dialect: Dialect) {
        all = Set(Routes.all(dialect).map { Self.first($0.path) } + ["client"])
        installation = Set(InstallationRoutes(dialect: dialect).routes.map { Self.first($0.path) })
    }

    func contain(_ path: String) -> Bool { all.contains(Self.first(path)) }

    /// The installation's own calls work during maintenance, and so does the page of the front end.
    func areMaintained(_ path: String) -> Bool { contain(path) && !installation.contains(Self.first(path)) }

    private static func first(_ path: String) -> Substring {
        path.split(separator: "/", maxSplits: 1).first ?? ""
    }
}
