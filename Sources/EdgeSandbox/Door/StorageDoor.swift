import EdgeCore
import Hummingbird

/// The object storage beside the Edge: the upload host, and the tar bucket.
struct StorageDoor: HTTPResponder {
    typealias Context = DoorContext

    let lives: Lives
    let faults: FaultBook
    let dialect: Dialect

    func respond(to request: Request, context: DoorContext) async throws -> Response {
        guard let life = lives.current else { return Door.resting(dialect) }
        let exchange = Exchange(request, context, dialect)
        let hits = faults.faults(on: exchange.method, exchange.path)
        return try await hits.around(exchange) { exchange in
            // A whole upload gives the pipeline something to do.
            defer { life.pipeline.wake() }
            if exchange.path.hasPrefix(BucketRoute.prefix), exchange.method == "GET" {
                return try await life.bucket.serve(exchange.path, exchange.request, exchange.context)
            }
            if exchange.path.hasPrefix(UploadRoute.prefix), exchange.method == "PUT" {
                return try await life.uploads.take(exchange.path, exchange.request, exchange.context)
            }
            return Door.response(Answer(status: 404, body: ["code": "ObjectNotFound"]))
        }
    }
}
