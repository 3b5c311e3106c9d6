import EdgeCore
import EdgeHTTP

/// Looks at a real Edge, writes nothing, and says what of the dialect fits it; it keeps names of keys, never values.
package struct Probe: Sendable {
    let connection: EdgeConnection
    private let admin: AdminEdge?

    /// Without an administrator's view the versions of the server are not asked for.
    package init(_ edge: SourceEdge, admin: AdminEdge? = nil) {
        connection = edge.connection
        self.admin = admin
    }

    package init(_ edge: TargetEdge, admin: AdminEdge? = nil) {
        connection = edge.connection
        self.admin = admin
    }

    var dialect: Dialect { connection.dialect }

    /// - Throws: `ClientError` when nothing can be learned: no connection, a refused account, 5xx to the end.
    package func run() async throws -> ProbeReport {
        var book = KeyBook(dialect.shapes)
        var kinds: [ProbeReport.Answered] = []
        for kind in Kind.allCases { kinds.append(try await look(at: kind, &book)) }
        kinds.append(try await lookAtTasks(&book))
        try await lookAtRefusal(&book)
        let versions = try await versions(&book)
        return ProbeReport(
            address: connection.address, side: connection.side, versions: versions, answered: kinds,
            keys: try book.all(of: dialect), rights: try await rights())
    }

    /// The versions of the server's parts; nil when they are not to be had, which is no harm.
    private func versions(_ book: inout KeyBook) async throws -> JSONObject? {
        guard let admin else {
            book.unseen("admin.versionsPath", "no admin token was given")
            return nil
        }
        do {
            let answer = try await admin.versions().object ?? [:]
            book.confirm("admin.versionsPath")
            return JSONObject(
                answer.members.filter { key, value in
                    !["status", "message"].contains(key) && value.string.map { $0.utf8.count <= 100 } ?? false
                })
        } catch let error as ClientError {
            book.unseen(
                "admin.versionsPath", error.answerStatus.map { "it is answered with \($0)" } ?? error.what)
            return nil
        }
    }

    /// One answer, as far as it is one to learn from.
    enum Answer {
        case json(JSON)
        /// 4xx: the kind is refused or its path is another one; the body, when it is JSON.
        case refused(Int, JSON?)
        /// A success without JSON, as mistyped paths get from the catch-all route.
        case notJSON

        var json: JSON? { if case .json(let json) = self { json } else { nil } }
    }

    /// Asks for one path.
    /// - Throws: `ClientError` for an account that is not known, and for an Edge that does not work.
    func ask(_ path: String, query: [(String, String)] = []) async throws -> Answer {
        let response = try await connection.exchange(.get, path, query: query)
        // A body that cannot be read teaches nothing; the status says enough.
        let body = response.isJSON ? try? JSON(reading: response.body) : nil
        switch response.status {
        case 200..<300: return body.map { .json($0) } ?? .notJSON
        case 401, 429, 500...: return .json(try connection.judge(response, .get, path))
        default: return .refused(response.status, body)
        }
    }

    /// The keys of a refusal, shown by an app that nobody has.
    private func lookAtRefusal(_ book: inout KeyBook) async throws {
        let path = dialect.app.path + "/edgeferry_probe_of_nothing"
        guard case .refused(_, let body?) = try await ask(path), let object = body.object else {
            book.unseen("answers.error", "no error was answered")
            book.unseen("answers.message", "no error was answered")
            return
        }
        let expected = [dialect.answers.error, dialect.answers.message]
        let unknown = object.keys.filter { !expected.contains($0) && $0 != "status" }
        let guesses = [
            FieldGuess(key: "answers.error", name: dialect.answers.error, form: .text),
            FieldGuess(key: "answers.message", name: dialect.answers.message, form: .text),
        ]
        book.look(for: guesses, in: [object], of: "error answer", unknown: unknown)
    }
}
