package import EdgeCore
package import EdgeHTTP

/// The Edge that is written to.
package struct TargetEdge: Sendable {
    private(set) var connection: EdgeConnection

    package init(
        _ address: EdgeAddress, _ credentials: Credentials, dialect: Dialect, over transport: Transport,
        recorder: Recorder? = nil
    ) {
        connection = EdgeConnection(
            side: .target, address: address, credentials: credentials, dialect: dialect, transport: transport,
            recorder: recorder)
    }

    package var address: EdgeAddress { connection.address }
    package var dialect: Dialect { connection.dialect }
    /// The calling account; nil when only a token was given.
    package var username: String? { connection.credentials.username }

    /// The same Edge; its errors show none of these secrets, though it may repeat what an earlier call has sent.
    package func hiding(_ secrets: some Sequence<Secret>) -> TargetEdge {
        var edge = self
        edge.connection.hidden += secrets
        return edge
    }

    /// All documents of a kind as the list gives them, sorted by name.
    package func list(_ kind: Kind) async throws -> [Document] { try await connection.list(kind) }

    /// One document in full; nil when the Edge does not have it.
    package func find(_ id: ObjectID) async throws -> Document? { try await connection.find(id) }

    /// Makes an object and returns the whole answer: once-only secrets stand beside the item.
    package func create(_ kind: Kind, body: JSONObject) async throws -> JSON {
        try await connection.call(.post, connection.dialect[kind].path, body: body)
    }

    /// Changes the fields that are sent; the body names the object by `patchIdentity`, PATCH goes to the collection.
    package func update(_ kind: Kind, body: JSONObject) async throws -> JSON {
        try await connection.call(.patch, connection.dialect[kind].path, body: body)
    }

    /// Has a new API key made for a machine user (A8); the old one is dead afterwards.
    package func resetKey(ofUser name: String) async throws -> Secret {
        let dialect = connection.dialect
        let body: JSONObject = [
            dialect.user.patchIdentity: .string(name), dialect.users.resetCredentials: true,
        ]
        return try secret(
            dialect.users.apiKey, in: try await update(.user, body: body),
            "users.apiKey or users.resetCredentials", .user)
    }

    /// The API key in the answer to the creation of a machine user.
    package func newKey(in answer: JSON) throws -> Secret {
        try secret(connection.dialect.users.apiKey, in: answer, "users.apiKey", .user)
    }

    /// The webhook secret in the answer to the creation of a subscription; nil when the Edge gave none.
    package func subscriptionSecret(in answer: JSON) -> Secret? {
        once(connection.dialect.subscriptions.secret, in: answer, of: .subscription)
    }

    private func secret(_ key: String, in answer: JSON, _ dialectKey: String, _ kind: Kind) throws -> Secret {
        guard let secret = once(key, in: answer, of: kind), !secret.isEmpty else {
            throw ClientError.unexpectedShape(
                side: .target, path: connection.dialect[kind].path, missing: key, dialectKey: dialectKey)
        }
        return secret
    }

    /// A once-only secret stands beside the item or inside it.
    private func once(_ key: String, in answer: JSON, of kind: Kind) -> Secret? {
        let dialect = connection.dialect
        let item = AnswerShape(dialect).item(in: answer, own: dialect[kind].item)
        return (answer[key] ?? item?[key])?.string.map { Secret($0) }
    }
}
