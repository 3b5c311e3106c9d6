import EdgeCore
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The temporary address of an upload: takes one PUT, in constant memory, and starts the pipeline.
final class UploadRoute: Sendable {
    static let prefix = "/upload/"

    private let shelf: Shelf
    /// Uploads in progress in this process.
    private let active = Mutex<Set<Int64>>([])

    init(_ shelf: Shelf) { self.shelf = shelf }

    func take(_ path: String, _ request: Request, _ context: DoorContext) async throws -> Response {
        let token = String(path.dropFirst(Self.prefix.count))
        let item = try await shelf.write { ledger in
            try ledger.expireUploads()
            return try ledger.item(token: token)
        }
        guard let item, item.stage != .expired else { return try await answer(404, "NotAuthenticated") }
        // The object exists: a second one over it starts nothing (edge-api section 9, finding 7).
        guard item.stage == .upload, active.withLock({ $0.insert(item.id).inserted }) else {
            return try await answer(409, "ObjectExists")
        }
        defer { active.withLock { _ = $0.remove(item.id) } }
        let bytes = shelf.bytes
        let expected = request.headers[.contentLength].flatMap { Int64($0) }
        guard expected ?? 0 <= shelf.dialect.limits.largestPut else {
            return try await answer(413, "EntityTooLarge")
        }
        let body = CountedBody(request.body)
        try await FileIO().writeFile(contents: body, path: bytes.partial(of: item.id), context: context)
        guard expected ?? body.count == body.count else {
            bytes.remove(bytes.partial(of: item.id))
            return try await answer(400, "IncompleteBody")
        }
        try bytes.keep(item.id)
        let isTaken = try await shelf.write { ledger in
            // It can have been ended while the bytes came.
            guard let now = try ledger.item(item.id), now.stage == .upload else { return false }
            try ledger.closeTask(of: now, state: .done)
            try ledger.complete(now.id)
            try ledger.move(now, to: .mkraw)
            return true
        }
        guard isTaken else {
            bytes.removeTar(of: item.id)
            return try await answer(404, "NotAuthenticated")
        }
        return try await answer(200, nil)
    }

    /// The answer in the manner of an object storage, noted in the log of calls.
    private func answer(_ status: Int, _ code: String?) async throws -> Response {
        try await shelf.write {
            try $0.log(["method": "PUT", "path": .string(Self.prefix + "*"), "status": .int(status)])
        }
        let body: JSON = code.map { ["code": .string($0)] } ?? [:]
        return Door.response(Answer(status: status, body: body))
    }
}

/// A request body that counts the bytes that pass.
private final class CountedBody: AsyncSequence, Sendable {
    private let body: RequestBody
    private let total = Atomic<Int64>(0)

    init(_ body: RequestBody) { self.body = body }

    var count: Int64 { total.load(ordering: .relaxed) }

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), counter: self) }

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let counter: CountedBody

        mutating func next() async throws -> ByteBuffer? {
            let buffer = try await base.next()
            counter.total.add(Int64(buffer?.readableBytes ?? 0), ordering: .relaxed)
            return buffer
        }
    }
}
