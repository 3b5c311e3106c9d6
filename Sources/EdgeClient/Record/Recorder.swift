package import EdgeCore
import EdgeHTTP
package import Foundation
import Glibc

/// Keeps the exchanges of a run with one Edge, values masked: one JSON object a line, in a file of its own.
package final class Recorder: Sendable {
    private let path: String
    private let descriptor: Int32
    private let mask: ExchangeMask
    private let now: @Sendable () -> Date

    /// Makes a file `<time>-<side>.jsonl` in the folder, which is made too; mode 0600.
    /// - Throws: `CoreError.file`.
    package init(folder: String, side: Side, dialect: Dialect, now: @escaping @Sendable () -> Date)
        throws(CoreError)
    {
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .file(path: folder, doing: "create", code: errno)
        }
        let time = now().formatted(
            Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted))
        var (path, descriptor, number) = ("", Int32(-1), 1)
        // Two runs can begin in the same second.
        repeat {
            path = "\(folder)/\(time)-\(side.rawValue)\(number == 1 ? "" : "-\(number)").jsonl"
            descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
            number += 1
        } while descriptor < 0 && errno == EEXIST && number < 1000
        guard descriptor >= 0 else { throw .file(path: path, doing: "create", code: errno) }
        self.path = path
        self.descriptor = descriptor
        self.now = now
        mask = ExchangeMask(dialect)
    }

    deinit { close(descriptor) }

    /// Makes a call and keeps it, however it ends.
    /// - Throws: what the call throws, and `CoreError.file` when the recording cannot go on.
    func recording(
        _ method: HTTPMethod, _ path: String, query: [(String, String)], body: JSONObject?,
        _ call: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        let start = now()
        var line: JSONObject = [
            "method": .string(method.rawValue), "path": .string(mask.path(path)),
            "query": .strings(mask.query(query)),
        ]
        if let body { line["body"] = mask.body(.object(body)) }
        let outcome: Result<HTTPResponse, any Error>
        do { outcome = .success(try await call()) } catch { outcome = .failure(error) }
        line["milliseconds"] = .int(Int(now().timeIntervalSince(start) * 1000))
        line["answer"] = answer(outcome)
        try write(.object(line))
        return try outcome.get()
    }

    private func answer(_ outcome: Result<HTTPResponse, any Error>) -> JSON {
        guard case .success(let response) = outcome else { return .null }
        var answer: JSONObject = [
            "status": .int(response.status), "headers": .strings(response.headers.keys.sorted(by: precedes)),
            "bytes": .int(response.body.count),
        ]
        for name in ["content-type", "retry-after"] {
            if let value = response.headers[name] { answer[name] = .string(String(value.prefix(100))) }
        }
        // What is no JSON, an HTML page above all, has no shape to learn from.
        if response.isJSON, let body = try? JSON(reading: response.body) { answer["body"] = mask.body(body) }
        return .object(answer)
    }

    /// One write a line: lines of parallel calls do not mix, and a kill cuts the last one at most.
    private func write(_ line: JSON) throws(CoreError) {
        let bytes = Array((line.canonical + "\n").utf8)
        guard bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
        else {
            throw .file(path: path, doing: "write", code: errno == 0 ? ENOSPC : errno)
        }
    }
}
