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
    let recorder: Recorder?
    /// What must not show in an error, whatever call it is about.
    var hidden: [Secret] = []
    /// Where the tokens of a login come from; nil for every other way to prove who we are.
    private let session: LoginSession?

    init(
        side: Side, address: EdgeAddress, credentials: Credentials, dialect: Dialect, transport: Transport,
        recorder: Recorder?
    ) {
        self.side = side
        self.address = address
        self.credentials = credentials
        self.dialect = dialect
        self.transport = transport
        self.recorder = recorder
        guard case .login(let username, let password) = credentials else {
            session = nil
            return
        }
        let anonymous = EdgeConnection(
            side: side, address: address, credentials: .none, dialect: dialect, transport: transport,
            recorder: recorder)
        session = LoginSession(LoginCalls(connection: anonymous, username: username, password: password))
    }

    /// Sends one call and returns the JSON of a 2xx answer.
    /// - Throws: `ClientError`, or `CancellationError`.
    func call(_ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: JSONObject? = nil)
        async throws -> JSON
    {
        try judge(try await exchange(method, path, query: query, body: body), method, path, sent: body)
    }

    /// Sends one call and returns the answer, whatever it is; a token that has ended meanwhile is renewed once.
    /// - Throws: `ClientError.transport`, or `CancellationError`.
    func exchange(
        _ method: HTTPMethod, _ path: String, query: [(String, String)] = [], body: JSONObject? = nil,
        headers: [HTTPHeader] = [], isRepeatable: Bool = false
    ) async throws -> HTTPResponse {
        let send = { (proof: [HTTPHeader]) async throws -> HTTPResponse in
            var all = proof + headers + [HTTPHeader("Accept", "application/json")]
            if body != nil { all.append(HTTPHeader("Content-Type", "application/json")) }
            let request = HTTPRequest(
                method, address.url + Self.adding(query, to: path), headers: all,
                body: body.map { JSON.object($0).data }, isRepeatable: isRepeatable)
            return try await recorded(method, path, query: query, body: body) {
                try await transport.send(request)
            }
        }
        guard let session else { return try await send(credentials.headers(for: address.organization)) }
        let token = try await session.access()
        let response = try await send(Credentials.bearer(token, for: address.organization))
        // 401 says that nothing was done, so a write may be sent again too.
        guard response.status == 401 else { return response }
        let renewed = try await session.access(insteadOf: token)
        return try await send(Credentials.bearer(renewed, for: address.organization))
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
    func judge(
        _ response: HTTPResponse, _ method: HTTPMethod, _ path: String, sent: JSONObject? = nil
    ) throws -> JSON {
        let contentType = response.headers["content-type"] ?? ""
        let isJSON = response.isJSON
        let body = isJSON ? try? JSON(reading: response.body) : nil  // judged below, by the status first
        guard response.isSuccess else {
            // An Edge may repeat what it was sent.
            let secrets = SentSecrets(dialect).secrets(in: sent ?? [:], path) + credentials.secrets + hidden
            throw ClientError.refused(
                side: side, method: method, path: path, status: response.status,
                error: (body?[dialect.answers.error]?.string ?? "").hiding(secrets),
                message: (body?[dialect.answers.message]?.string ?? "").hiding(secrets),
                dialectKeys: keys(of: method, path, sent, refusedWith: response.status))
        }
        guard isJSON else {
            throw ClientError.notJSON(
                side: side, method: method, path: path, contentType: contentType,
                dialectKey: dialect.pathKey(of: path))
        }
        if let body { return body }
        do {
            return try JSON(reading: response.body)
        } catch {
            throw ClientError.brokenJSON(
                side: side, method: method, path: path, reason: error.why ?? error.what)
        }
    }

    /// The keys of the dialect to look at when a call was not understood; none when it was, and only not allowed.
    private func keys(
        of method: HTTPMethod, _ path: String, _ sent: JSONObject?, refusedWith status: Int
    ) -> [String] {
        guard let sent else {
            // Of a collection: an item may simply not be there.
            let key = status == 404 ? dialect.pathKey(of: path, exactly: true) : nil
            return key.map { [$0] } ?? []
        }
        let keys = dialect.keys(creating: method == .post, path: path, body: sent)
        let isLogin = keys.first?.hasPrefix("login.") == true
        return [400, 404, 405, 409, 422].contains(status) || (isLogin && status == 401) ? keys : []
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
