import EdgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The tar bucket under a pre-authenticated address: `/p/<token>/{org}/{app}/{build}/native-build.tar`.
struct BucketRoute: Sendable {
    static let prefix = "/p/"

    let shelf: Shelf
    /// The key in the address.
    let token: String
    let reads = BucketReads()

    /// The address of all builds as a pattern.
    func pattern(base: String) -> String {
        "\(base)\(Self.prefix)\(token)/{org}/{app}/{build}/native-build.tar"
    }

    func serve(_ path: String, _ request: Request, _ context: DoorContext) async throws -> Response {
        let steps = path.dropFirst(Self.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
            .map(String.init)
        guard steps.count == 5, steps[0] == token, steps[4] == "native-build.tar", let number = Int(steps[3]),
            let build = try await shelf.read({ try $0.build(number, of: steps[2], in: steps[1]) })
        else { return Self.notFound }
        // One that is only known of has no tar.
        guard access(shelf.bytes.tar(of: build.importID), F_OK) == 0 else { return Self.notFound }
        let tag = "\"\(build.sha256)\""
        let size = Int(build.size)
        var headers: HTTPFields = [
            .contentType: "application/x-tar", .eTag: tag, .acceptRanges: "bytes",
        ]
        // A part of another version must not be appended to: then the whole comes.
        let isSame = request.headers.text("if-range").map { $0 == tag } ?? true
        switch isSame ? ByteRange(request.headers[.range], size: size) : .whole {
        case .unsatisfiable:
            headers[.contentRange] = "bytes */\(size)"
            return Response(status: .rangeNotSatisfiable, headers: headers)
        case .whole:
            reads.count(steps[1...3].joined(separator: "/"))
            let body = try await body(of: build, 0...max(0, size - 1), context)
            return Response(status: .ok, headers: headers, body: body)
        case .part(let range):
            // One byte is a look and no read.
            if range.count > 1 { reads.count(steps[1...3].joined(separator: "/")) }
            headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound)/\(size)"
            let body = try await body(of: build, range, context)
            return Response(status: .partialContent, headers: headers, body: body)
        }
    }

    private static var notFound: Response {
        Door.response(Answer(status: 404, body: ["code": "ObjectNotFound"]))
    }

    /// The bytes of the file, each piece held back until the connection has taken the one before.
    ///
    /// Over TLS a fast producer outruns the encryption without that, at gigabytes of memory.
    private func body(of build: BuildRow, _ range: ClosedRange<Int>, _ context: DoorContext) async throws
        -> ResponseBody
    {
        let path = shelf.bytes.tar(of: build.importID)
        let file = try await FileIO().loadFile(path: path, range: range, context: context)
        let loop = context.channel.eventLoop
        return ResponseBody(contentLength: file.contentLength) { writer in
            let braked = writer.map { piece in
                try await loop.submit {}.get()
                return piece
            }
            try await file.write(braked)
        }
    }
}
