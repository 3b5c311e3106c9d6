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
        let hits = faults.hits(method, path)
        for case .status(let status, let retryAfter) in hits {
            let answer = Answer(
                status: status, error: "fault", message: "a fault of the sandbox", shelf.dialect,
                retryAfter: retryAfter)
            return Self.response(answer)
        }
        let response: Response
        if path.hasPrefix(BucketRoute.prefix), method == "GET" {
            response = try await bucket.serve(path, request, context)
        } else if path.hasPrefix(UploadRoute.prefix), method == "PUT" {
            response = try await uploads.take(path, request, context)
        } else {
            response = try await api.serve(method, path, query, request, hits)
        }
        pipeline.wake()
        if hits.contains(.loseReply) { try await context.channel.close() }
        return response
    }

    private static func split(_ target: String) -> (path: String, query: Query) {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return (parts.first.map(String.init) ?? "/", Query(parts.count > 1 ? parts[1] : ""))
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
