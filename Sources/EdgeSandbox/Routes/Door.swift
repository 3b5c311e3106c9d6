import EdgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Where every request comes in: firewall, faults, then the route that serves it.
struct Door: HTTPResponder {
    typealias Context = DoorContext

    let shelf: Shelf
    let pipeline: Pipeline
    let faults: FaultBook
    let api: APIDoor
    let uploads: UploadRoute
    let bucket: BucketRoute

    func respond(to request: Request, context: DoorContext) async throws -> Response {
        let (path, query) = Self.split(request.head.path ?? "/")
        let method = request.method.rawValue
        // The judge of tests is not part of the Edge: no fault falls on it.
        if path == ModelRoute.path {
            return try await ModelRoute(shelf: shelf, faults: faults, reads: bucket.reads).answer(context)
        }
        let exchange = Exchange(
            method: method, path: path, query: query, request: request, context: context,
            dialect: shelf.dialect)
        let hits = faults.faults(on: method, path)
        return try await hits.around(exchange) { try await serve($0, hits) }
    }

    private func serve(_ exchange: Exchange, _ faults: Faults) async throws -> Response {
        // Whatever was done may have given the pipeline something to do.
        defer { pipeline.wake() }
        let (method, path) = (exchange.method, exchange.path)
        if path.hasPrefix(BucketRoute.prefix), method == "GET" {
            return try await bucket.serve(path, exchange.request, exchange.context)
        }
        if path.hasPrefix(UploadRoute.prefix), method == "PUT" {
            return try await uploads.take(path, exchange.request, exchange.context)
        }
        return try await api.serve(exchange, faults)
    }

    private static func split(_ target: String) -> (path: String, query: Query) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (parts.first.map(String.init) ?? "/", Query(parts.count > 1 ? parts[1] : ""))
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
