import EdgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Where every call comes in: gateway, faults, then the API.
struct Door: HTTPResponder {
    typealias Context = DoorContext

    let lives: Lives
    let faults: FaultBook
    let gateway: Gateway
    let control: ControlDoor
    let dialect: Dialect

    func respond(to request: Request, context: DoorContext) async throws -> Response {
        let exchange = Exchange(request, context, dialect)
        // The judge of tests and the levers of a rehearsal are not part of the Edge.
        if exchange.path.hasPrefix(ControlDoor.prefix) { return try await control.answer(exchange) }
        guard let life = lives.current else { return Self.resting(dialect) }
        let hits = faults.faults(on: exchange.method, exchange.path)
        return try await gateway.pass(exchange) { exchange in
            // Whatever was done may have given the pipeline something to do.
            defer { life.pipeline.wake() }
            do {
                return try await hits.around(exchange) { try await life.api.serve($0, hits) }
            } catch  where lives.current == nil {
                return Self.resting(dialect)
            }
        }
    }

    /// What is answered between two lives.
    static func resting(_ dialect: Dialect) -> Response {
        response(
            Answer(
                status: 503, error: "reset", message: "the sandbox is being reset", dialect, retryAfter: 1))
    }

    /// The page of the front end, which answers what nobody else does.
    static var page: Response {
        Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: "<!doctype html><title>ROCKIT Edge</title>\n")))
    }

    /// An answer as HTTP.
    static func response(_ answer: Answer) -> Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let seconds = answer.retryAfter { headers[.retryAfter] = String(seconds) }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer.body.canonical)))
    }
}

extension HTTPFields {
    /// A header by the lowercase name that is no constant of the library.
    func text(_ name: String) -> String? { first { $0.name.canonicalName == name }?.value }
}
