package import EdgeCore
package import EdgeHTTP

/// The Edge that is read from; it has no writing call to make.
package struct SourceEdge: Sendable {
    let connection: EdgeConnection

    package init(
        _ address: EdgeAddress, _ credentials: Credentials, dialect: Dialect, over transport: Transport,
        recorder: Recorder? = nil
    ) {
        connection = EdgeConnection(
            side: .source, address: address, credentials: credentials, dialect: dialect, transport: transport,
            recorder: recorder)
    }

    package var address: EdgeAddress { connection.address }
    package var dialect: Dialect { connection.dialect }
    package var username: String? { connection.credentials.username }

    /// How many items a list has that is not copied; nil when this Edge does not show it, or not as one list.
    package func count(at path: String) async throws -> Int? {
        do {
            let answer = try await getAll(path)
            return answer.array?.count
                ?? answer.object?.members.first { $0.value.array != nil }?.value.array?.count
        } catch ClientError.notJSON, ClientError.unexpectedShape {
            return nil
        } catch let error as ClientError where error.answerStatus.map({ (400..<500).contains($0) }) == true {
            return nil
        }
    }

    /// All documents of a kind as the list gives them, sorted by name.
    package func list(_ kind: Kind) async throws -> [Document] { try await connection.list(kind) }

    /// One document in full; nil when the Edge does not have it.
    package func find(_ id: ObjectID) async throws -> Document? { try await connection.find(id) }
}
