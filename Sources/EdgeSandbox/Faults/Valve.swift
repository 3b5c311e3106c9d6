import Hummingbird
import NIOCore

/// What a fault does to bytes on their way, in or out.
protocol Valve: Sendable {
    /// Waits as it likes, then says how many of the waiting bytes may pass, one at least.
    /// - Throws: `ConnectionEnd` when nothing passes any more.
    func admit(_ waiting: Int, after passed: Int) async throws -> Int
    /// Is asked when all bytes have passed.
    func end() throws
}

extension Valve {
    func end() throws {}
}

/// The connection is closed in the middle.
struct ConnectionEnd: Error {}

extension Exchange {
    /// Puts a valve where the big bytes are: into the body of an upload, else into the answer.
    func passing(_ valve: (_ length: Int) -> any Valve, _ next: Step) async throws -> Response {
        guard isUpload else {
            let response = try await next(self)
            return passing(response, valve(response.body.contentLength ?? 0))
        }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        var slowed = self
        slowed.request.body = RequestBody(
            asyncSequence: ValvedBody(body: request.body, valve: valve(length)))
        do {
            return try await next(slowed)
        } catch {
            // Only now: the route has let go of the upload, and it can come again. Whoever wrote the bytes may have put
            // the end of the connection into an error of their own.
            try await context.channel.close()
            throw error
        }
    }

    /// The same answer with a valve in its body; `extra` bytes are announced that never come.
    func passing(_ response: Response, _ valve: any Valve, announcing extra: Int = 0) -> Response {
        let body = response.body
        let channel = context.channel
        let length = body.contentLength.map { $0 + extra }
        var response = response
        response.body = ResponseBody(contentLength: length) { writer in
            try await body.write(ValvedWriter(base: writer, valve: valve, channel: channel))
        }
        return response
    }
}

/// Writes an answer's body through a valve.
private struct ValvedWriter: ResponseBodyWriter {
    var base: any ResponseBodyWriter
    let valve: any Valve
    let channel: any Channel
    private var passed = 0

    init(base: any ResponseBodyWriter, valve: any Valve, channel: any Channel) {
        self.base = base
        self.valve = valve
        self.channel = channel
    }

    mutating func write(_ buffer: ByteBuffer) async throws {
        var waiting = buffer
        while waiting.readableBytes > 0 {
            let count = try await closing { try await valve.admit(waiting.readableBytes, after: passed) }
            guard let piece = waiting.readSlice(length: count) else { return }
            try await base.write(piece)
            passed += count
        }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await closing { try valve.end() }
        try await base.finish(trailingHeaders)
    }

    /// Closes the connection when the valve says so, after what was written has left.
    private func closing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let end as ConnectionEnd {
            try await channel.eventLoop.submit {}.get()
            try await channel.close()
            throw end
        }
    }
}

/// A request's body that comes through a valve.
private struct ValvedBody: AsyncSequence, Sendable {
    let body: RequestBody
    let valve: any Valve

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), valve: valve) }

    struct Iterator: AsyncIteratorProtocol {
        private var base: RequestBody.AsyncIterator
        private let valve: any Valve
        private var waiting = ByteBuffer()
        private var passed = 0

        init(base: RequestBody.AsyncIterator, valve: any Valve) {
            self.base = base
            self.valve = valve
        }

        mutating func next() async throws -> ByteBuffer? {
            if waiting.readableBytes == 0 {
                guard let buffer = try await base.next() else { return nil }
                waiting = buffer
            }
            let count = try await valve.admit(waiting.readableBytes, after: passed)
            passed += count
            return waiting.readSlice(length: count)
        }
    }
}
