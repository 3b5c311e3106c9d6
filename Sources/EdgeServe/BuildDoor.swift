import EdgeCore
import HTTPTypes
import Hummingbird
import NIOCore

/// Answers requests for offered builds; everything else is not found, whatever is wrong with it.
struct BuildDoor: HTTPResponder {
    let offers: BuildOffers
    /// The path of the public address, which a proxy may have left on.
    let path: String
    let meter: Meter?

    func respond(to request: Request, context: BuildContext) async throws -> Response {
        let asked = request.head.path ?? ""
        let own = asked.hasPrefix(path) ? String(asked.dropFirst(path.count)) : asked
        guard let build = offers.build(at: own) else {
            return Response(status: .notFound)
        }
        guard request.method == .get || request.method == .head else {
            return Response(status: .methodNotAllowed, headers: [.allow: "GET, HEAD"])
        }
        let tag = "\"\(build.digest.hex)\""
        var headers: HTTPFields = [.contentType: "application/x-tar", .eTag: tag, .acceptRanges: "bytes"]
        // A part of another version must not be appended to: then the whole comes.
        let isSame = HTTPField.Name("If-Range").flatMap { request.headers[$0] }.map { $0 == tag } ?? true
        let size = Int(build.size)
        switch isSame && request.method == .get ? ByteRange(request.headers[.range], size: size) : .whole {
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        case .whole:
            if request.method == .head {
                headers[.contentLength] = String(size)
                return Response(status: .ok, headers: headers)
            }
            let body = body(of: build, 0...Int64(max(0, size - 1)), context)
            return Response(status: .ok, headers: headers, body: size > 0 ? body : ResponseBody())
        case .part(let range):
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(size)"
            let range = Int64(range.lowerBound)...Int64(range.upperBound)
            return Response(
                status: .partialContent, headers: headers, body: body(of: build, range, context))
        }
    }

    /// The bytes, each piece held back until the connection has taken the one before.
    ///
    /// Over TLS a fast producer outruns the encryption without that, at gigabytes of memory.
    private func body(
        of build: ServedBuild, _ range: ClosedRange<Int64>, _ context: BuildContext
    ) -> ResponseBody {
        offers.noteAsked(build)
        let loop = context.channel.eventLoop
        let (offers, meter) = (offers, meter)
        return ResponseBody(contentLength: range.count) { writer in
            let reader = PieceReader(build, range)
            do {
                while let piece = try await reader.next() {
                    try await loop.submit {}.get()
                    try await writer.write(piece)
                    meter?.add(bytes: Int64(piece.readableBytes))
                }
            } catch let error as any Explained {
                // The answer breaks off, and who has offered the build can say why.
                offers.noteFailure(error, of: build)
                throw error
            }
            try await writer.finish(nil)
        }
    }
}

/// What the door needs of a connection: the channel that takes the bytes.
struct BuildContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
