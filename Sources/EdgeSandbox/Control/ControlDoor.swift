import EdgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// What a rehearsal holds in its hand: the model, the faults, maintenance, a reset. Only for callers on this machine.
struct ControlDoor: Sendable {
    static let prefix = "/sandbox/"

    let lives: Lives
    let faults: FaultBook
    let gateway: Gateway

    func answer(_ exchange: Exchange) async throws -> Response {
        guard exchange.context.isLoopback else { return Door.response(.firewall(404, "Not Found")) }
        do {
            return Door.response(try await serve(exchange))
        } catch let error as CoreError {
            // A plan that cannot be read; the one before stays in force.
            return Door.response(
                Answer(
                    status: 400,
                    body: ["error": .string(error.what), "why": .optional(error.why)]))
        }
    }

    private func serve(_ exchange: Exchange) async throws -> Answer {
        switch (exchange.method, exchange.path.dropFirst(Self.prefix.count)) {
        case ("GET", "model"):
            guard let life = lives.current else { throw CancellationError() }
            return Answer(body: try await Model(life, faults, gateway.rate).read())
        case ("GET", "faults"): return shown(faults)
        case ("PUT", "faults"):
            faults.replace(with: try FaultPlan(try await reader(exchange)))
            return shown(faults)
        case ("DELETE", "faults"):
            faults.replace(with: FaultPlan())
            return shown(faults)
        case ("GET", "maintenance"): return Answer(body: gateway.maintenance.report)
        case ("PUT", "maintenance"):
            gateway.maintenance.set(retryAfter: try seconds(try await reader(exchange)))
            return Answer(body: gateway.maintenance.report)
        case ("DELETE", "maintenance"):
            gateway.maintenance.set(retryAfter: nil)
            return Answer(body: gateway.maintenance.report)
        case ("POST", "reset"): return Answer(body: try await lives.reset().json)
        default: return .firewall(404, "Not Found")
        }
    }

    private func shown(_ faults: FaultBook) -> Answer { Answer(body: ["faults": faults.report]) }

    /// YAML, of which JSON is a part.
    private func reader(_ exchange: Exchange) async throws -> SettingsReader {
        let body = try await exchange.request.body.collect(upTo: 4 << 20)
        return try SettingsReader(yaml: String(buffer: body), file: "body")
    }

    private func seconds(_ reader: SettingsReader) throws(CoreError) -> Int {
        let top = reader.top
        let seconds = top.number("retryAfter", in: 0...86_400, otherwise: Maintenance.usual)
        top.close()
        try reader.finish()
        return seconds
    }
}
