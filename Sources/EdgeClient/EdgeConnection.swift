import EdgeCore
import EdgeHTTP
import Foundation

/// One Edge as one account sees it: every call of both façades goes through `call`.
struct EdgeConnection: Sendable {
    let side: Side
    let address: EdgeAddress
    let credentials: Credentials
    let dialect: Dialect
    let transport: Transport
    /// Nil when nobody wants to keep the exchanges.
    var recorder: Recorder?

    /// Sends one call and returns the JSON of a 2xx answer.
    /// - Throws: `ClientError`, or `CancellationError`.
    func call(_ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: JSONObject? = nil)
        async throws -> JSON
    {
        try judge(try await exchange(method, path, query: query, body: body), method, path)
    }

    /// Sends one call and returns the answer, whatever it is.
    /// - Throws: `ClientError.transport`, or `CancellationError`.
    func exchange(
        _ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: JSONObject? = nil
    ) async throws -> HTTPResponse {
        var headers = credentials.headers(for: address.organization)
        headers.append(HTTPHeader("Accept", "application/json"))
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        let request = HTTPRequest(
            method, address.url + Self.adding(query, to: path), headers: headers,
            body: body.map { JSON.object($0).data })
        return try await recorded(method, path, query: query, body: body) {
            try await transport.send(request)
        }
    }

    /// Makes a call over the transport, whose errors become ours; a recorder keeps it.
    func recorded(
        _ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: JSONObject? = nil,
        _ call: () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        func explained() async throws -> HTTPResponse {
            do {
                return try await call()
            } catch let error as HTTPError {
                throw ClientError.transport(side: side, error)
            }
        }
        guard let recorder else { return try await explained() }
        return try await recorder.recording(method, path, query: query, body: body, explained)
    }

    /// A name as one segment of a path.
    static func segment(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: unreserved) ?? name
    }

    /// The JSON of a 2xx answer.
    /// - Throws: `ClientError` for any other.
    func judge(_ response: HTTPResponse, _ method: HTTPMethod, _ path: String) throws -> JSON {
        let contentType = response.headers["content-type"] ?? ""
        let isJSON = response.isJSON
        let body = isJSON ? try? JSON(reading: response.body) : nil  // judged below, by the status first
        guard response.isSuccess else {
            throw ClientError.refused(
                side: side, method: method, path: path, status: response.status,
                error: body?[dialect.answers.error]?.string ?? "",
                message: body?[dialect.answers.message]?.string ?? "")
        }
        guard isJSON else {
            throw ClientError.notJSON(side: side, method: method, path: path, contentType: contentType)
        }
        return try body ?? JSON(reading: response.body)
    }

    private static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

    private static func adding(_ query: [(String, String)], to path: String) -> String {
        guard !query.isEmpty else { return path }
        let text = query.map { "\(segment($0.0))=\(segment($0.1))" }.joined(separator: "&")
        return path + (path.contains("?") ? "&" : "?") + text
    }
}

extension HTTPResponse {
    /// An Edge answers with JSON only: a page of the catch-all route is HTML.
    var isJSON: Bool { headers["content-type"]?.lowercased().hasPrefix("application/json") == true }
}
