import EdgeCore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The API behind the door: one call, one account, one transaction, one line in the log of calls.
struct APIDoor: Sendable {
    private let shelf: Shelf
    private let routes: [Route]
    private let addresses: Addresses
    private let profile: GatewayProfile
    private let prefixes: APIPrefixes

    init(_ shelf: Shelf, _ addresses: Addresses, _ profile: GatewayProfile) {
        self.shelf = shelf
        self.addresses = addresses
        self.profile = profile
        prefixes = APIPrefixes(shelf.dialect)
        routes = Routes.all(shelf.dialect)
    }

    func serve(_ exchange: Exchange, _ faults: Faults) async throws -> Response {
        let (method, path, request) = (exchange.method, exchange.path, exchange.request)
        let found = routes.lazy.map { (route: $0, match: $0.match(method, path)) }.first { $0.match.matches }
        guard let found, profile == .container || found.match.item != "" else { return stray(method, path) }
        guard !profile.hasFirewall || request.headers[.accept]?.isEmpty == false else {
            return Door.response(.firewall(400, "Bad Request"))
        }
        let credentials = Self.credentials(request.headers)
        let received = try await body(of: request)
        let call = Call(
            // A body that cannot be read is logged as an empty one.
            method: method, path: path, query: exchange.query, body: (try? received.get()) ?? [:],
            item: found.match.item, token: token(request.headers), bearer: credentials.bearer,
            storage: addresses.storage(as: request.head.authority))
        return Door.response(try await answer(call, received, found.route.action, credentials, faults))
    }

    private func answer(
        _ call: Call, _ received: Result<JSONObject, Refusal>, _ action: Route.Action,
        _ credentials: Ledger.Credentials, _ faults: Faults
    ) async throws -> Answer {
        let line = CallLine(method: call.method, path: call.path, body: call.body, credentials: credentials)
        do {
            return try await shelf.write { ledger in
                try ledger.expireUploads()
                let (account, work) = try Self.admit(action, call, credentials, ledger)
                _ = try received.get()
                let answer = try faults.around(call, account, ledger, work)
                try line.write(answer.status, account, ledger)
                return answer
            }
        } catch let refusal as Refusal {
            try await shelf.write { try line.write(refusal.status, nil, $0) }
            return Answer(refusal, shelf.dialect)
        }
    }

    /// Lets the caller in, and says what is then done.
    private static func admit(
        _ action: Route.Action, _ call: Call, _ credentials: Ledger.Credentials, _ ledger: Ledger
    ) throws -> (account: Account?, work: (Call) throws -> Answer) {
        switch action {
        case .open(let handle): return (nil, { try handle($0, ledger) })
        case .administrator(let handle):
            try ledger.demandAdministrator(credentials)
            return (nil, { try handle($0, ledger) })
        case .account(let permission, let handle):
            let account = try ledger.account(credentials)
            if let permission { try account.demand(permission) }
            if call.method != "GET" { try ledger.demandWritable(account.organization) }
            return (account, { try handle($0, account, ledger) })
        }
    }

    /// Unknown GET paths outside the API answer a page of the front end, everything else is not found.
    private func stray(_ method: String, _ path: String) -> Response {
        method == "GET" && !prefixes.contain(path)
            ? Door.page : Door.response(.firewall(404, "Not Found"))
    }

    private static func credentials(_ headers: HTTPFields) -> Ledger.Credentials {
        let bearer = headers[.authorization].flatMap { text in
            text.lowercased().hasPrefix("bearer ") ? String(text.dropFirst(7)) : nil
        }
        return Ledger.Credentials(
            organization: headers.text("x-rockit-orgname"), username: headers.text("x-rockit-username"),
            apiKey: headers.text("x-rockit-api-key"), bearer: bearer,
            adminToken: headers.text("x-rockit-admin-token"))
    }

    /// The selection or refresh token of a call, in the header that the dialect names.
    private func token(_ headers: HTTPFields) -> String? {
        let name = shelf.dialect.login.tokenHeader.lowercased()
        guard let text = headers.text(name) else { return nil }
        guard name == "authorization" else { return text }
        return text.lowercased().hasPrefix("bearer ") ? String(text.dropFirst(7)) : nil
    }

    /// The body as an object; refused only after the caller is known, as a real server would.
    private func body(of request: Request) async throws -> Result<JSONObject, Refusal> {
        let limit = profile.bodyLimit
        let bytes = try await request.body.collect(upTo: limit).readableBytesView
        guard !bytes.isEmpty else { return .success([:]) }
        do {
            guard let object = try JSON(reading: bytes, limits: JSONLimits(bytes: limit)).object else {
                return .failure(.invalid("the body must be an object"))
            }
            return .success(object)
        } catch {
            return .failure(.invalid("\(error.what): \(error.why ?? "")"))
        }
    }
}

/// One line in the log of writing calls.
struct CallLine: Sendable {
    let method: String
    let path: String
    let body: JSONObject
    let credentials: Ledger.Credentials

    /// Writes the line; reading calls are not kept.
    func write(_ status: Int, _ account: Account?, _ ledger: Ledger) throws {
        guard method != "GET" else { return }
        try ledger.log([
            "method": .string(method), "path": .string(path), "status": .int(status),
            "body": ledger.logCover.cover(.object(body)),
            "organization": .optional(account?.organization ?? credentials.organization),
            "account": .optional(account?.username ?? credentials.username),
        ])
    }
}
