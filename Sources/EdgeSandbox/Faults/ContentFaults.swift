import EdgeCore
import Hummingbird
import NIOCore

// The work is done all the same: only its answer is another one.

/// `garbage`: JSON that breaks off in the middle, called whole.
struct GarbageFault: Fault {
    static let word = "garbage"

    init(_ options: SettingsSection) {}

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let response = try await next(exchange)
        guard trigger.pull() else { return response }
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"status": "success", "message": [{"na"#)))
    }
}

/// `html`: a page for people, as gateways and login portals put it in the way.
struct HTMLFault: Fault {
    static let word = "html"

    init(_ options: SettingsSection) {}

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let response = try await next(exchange)
        return trigger.pull() ? Door.page : response
    }
}

/// `huge`: a JSON answer of so many bytes.
struct HugeFault: Fault {
    static let word = "huge"

    private let bytes: Int

    /// 64 MiB when nobody says: more than a careful client keeps.
    init(_ options: SettingsSection) {
        bytes = options.number("bytes", in: 1...(1 << 40), otherwise: 64 << 20)
    }

    var details: JSONObject { ["bytes": .int(bytes)] }

    func around(_ exchange: Exchange, _ trigger: FaultTrigger, _ next: Exchange.Step) async throws -> Response
    {
        let response = try await next(exchange)
        guard trigger.pull() else { return response }
        let (start, end) = (#"{"status": "success", "message": ""#, #""}"#)
        let padding = max(0, bytes - start.utf8.count - end.utf8.count)
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(contentLength: start.utf8.count + padding + end.utf8.count) { writer in
                try await writer.write(ByteBuffer(string: start))
                let piece = ByteBuffer(repeating: UInt8(ascii: "x"), count: 64 << 10)
                var left = padding
                while left > 0 {
                    try await writer.write(piece.getSlice(at: 0, length: min(left, 64 << 10)) ?? piece)
                    left -= min(left, 64 << 10)
                }
                try await writer.write(ByteBuffer(string: end))
                try await writer.finish(nil)
            })
    }
}

/// `extraFields`: a field that no client knows, in the answer itself and in every object of it.
struct ExtraFieldsFault: Fault {
    static let word = "extraFields"

    private let field: String

    init(_ options: SettingsSection) { field = options.string("field") ?? "novelty" }

    var details: JSONObject { ["field": .string(field)] }

    func around(
        _ call: Call, _ scope: FaultScope, _ trigger: FaultTrigger, _ next: (Call) throws -> Answer
    ) throws -> Answer {
        var answer = try next(call)
        guard trigger.pull() else { return answer }
        answer.body = adding(to: answer.body, depth: 2)
        return answer
    }

    /// - Parameter depth: The envelope and its objects; what lies inside them is their own.
    private func adding(to value: JSON, depth: Int) -> JSON {
        switch value {
        case .array(let items): return .array(items.map { adding(to: $0, depth: depth) })
        case .object(var object) where depth > 0:
            for (key, inner) in object.members { object[key] = adding(to: inner, depth: depth - 1) }
            object[field] = ["since": 157]
            return .object(object)
        default: return value
        }
    }
}
