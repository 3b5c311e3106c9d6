package import EdgeCore
package import EdgeHTTP
import EdgeSandbox
package import Foundation

/// Speaks to a sandbox word by word, with the credentials of one account and no knowledge of the API.
package struct RawCaller: Sendable {
    package var url: String
    /// Sent with every call.
    package var headers: [HTTPHeader]
    private let transport: Transport

    /// - Parameter headers: Nothing is added to them but `Accept`.
    package init(url: String, headers: [HTTPHeader], caFile: String? = nil) {
        self.url = url
        self.headers = headers
        var settings = TransportSettings()
        settings.caFile = caFile
        settings.requestsPerSecond = 10_000
        settings.attempts = 1
        transport = Transport(settings)
    }

    /// Calls and reads the answer, whatever its status.
    package func call(
        _ method: HTTPMethod, _ path: String, _ body: JSON? = nil, headers: [HTTPHeader] = []
    ) async throws -> RawAnswer {
        let request = HTTPRequest(
            method, url + path, headers: [HTTPHeader("Accept", "application/json")] + self.headers + headers,
            body: body?.data)
        let answer = try await transport.send(request)
        // A body that is no JSON reads as null, and as its text.
        let json = (try? JSON(reading: answer.body)) ?? .null
        return RawAnswer(
            status: answer.status, json: json, headers: answer.headers,
            text: String(decoding: answer.body, as: UTF8.self), body: answer.body)
    }

    /// Sends bytes to an upload address.
    package func put(_ address: String, _ bytes: Data) async throws -> RawAnswer {
        try await RawCaller(url: address, headers: [], transport: transport).sent(bytes)
    }

    private init(url: String, headers: [HTTPHeader], transport: Transport) {
        self.url = url
        self.headers = headers
        self.transport = transport
    }

    private func sent(_ bytes: Data) async throws -> RawAnswer {
        let answer = try await transport.send(HTTPRequest(.put, url, headers: headers, body: bytes))
        return RawAnswer(
            status: answer.status, json: .null, headers: answer.headers,
            text: String(decoding: answer.body, as: UTF8.self), body: answer.body)
    }
}

/// What came back for one call.
package struct RawAnswer: Sendable {
    package let status: Int
    package let json: JSON
    package let headers: [String: String]
    package let text: String
    package let body: Data
}

extension RunningSandbox {
    /// A caller with the API key triple of the first organization's account with all rights.
    package func caller() throws -> RawCaller {
        let organization = try organization
        return caller(organization.name, organization.username, key: organization.apiKey.reveal())
    }

    /// A caller with the API key triple of any account.
    package func caller(_ organization: String, _ username: String, key: String) -> RawCaller {
        RawCaller(
            url: url,
            headers: [
                HTTPHeader("x-rockit-orgname", organization), HTTPHeader("x-rockit-username", username),
                HTTPHeader("x-rockit-api-key", key, isSecret: true),
            ], caFile: caFile)
    }
}
