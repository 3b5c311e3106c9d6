import EdgeCore
import EdgeHTTP

/// Reading documents: the same for both sides.
extension EdgeConnection {
    /// All documents of a kind as the list gives them, sorted by name.
    func list(_ kind: Kind) async throws -> [Document] {
        let resource = dialect[kind]
        // An order makes pages fit together while objects come and go; an Edge that ignores it does no harm.
        let items = try await pages(
            resource.path, query: [("order[]", resource.identity)], list: resource.list,
            dialectKey: "\(kind.rawValue).list"
        ) { item in
            item[resource.identity]?.string
        }
        return try items.map { try document(kind, $0, path: resource.path) }.sorted { $0.id < $1.id }
    }

    /// One document in full; nil when the Edge does not have it.
    func find(_ id: ObjectID) async throws -> Document? {
        let resource = dialect[id.kind]
        let path = resource.path + "/" + Self.segment(id.name)
        do {
            let answer = try await call(.get, path)
            let shape = AnswerShape(dialect)
            guard let item = shape.item(in: answer, own: resource.item) else {
                throw unexpected(
                    shape.itemKey(resource.item) ?? "object itself", at: path,
                    shape.itemKeys("\(id.kind.rawValue).item"))
            }
            // Nothing tells a bare object from an answer around one, but that its name is not there.
            let document = try document(
                id.kind, .object(item), path: path,
                or: shape.itemKey(resource.item) == nil ? ["shapes.items"] : [])
            try check(document, path: path)
            return document
        } catch let error as ClientError where error.answerStatus == 404 {
            return nil
        }
    }

    /// All items of a list where the dialect says that it stands.
    func pages(
        _ path: String, query: [(String, String)] = [], list: String, dialectKey: String,
        identity: (JSON) -> String?
    ) async throws -> [JSON] {
        let shape = AnswerShape(dialect)
        return try await pages(path, query: query) { answer in
            guard let page = shape.list(in: answer, own: list) else {
                throw unexpected(shape.listKey(list) ?? "list itself", at: path, shape.listKeys(dialectKey))
            }
            return page
        } identity: {
            identity($0)
        }
    }

    /// All items of a list, page by page until nothing new comes; totals are never relied on.
    func pages(
        _ path: String, query: [(String, String)] = [], items find: (JSON) throws -> [JSON],
        identity: (JSON) -> String?
    ) async throws -> [JSON] {
        var items: [JSON] = []
        var seen: Set<String> = []
        var pageSize = dialect.limits.pageSize
        var offset = 0
        while true {
            let paging = [("offset", String(offset)), ("limit", String(pageSize))]
            let answer: JSON
            do {
                answer = try await call(.get, path, query: query + paging)
            } catch let error as ClientError where error.answerStatus == 400 && pageSize > 10 {
                pageSize = 10
                continue
            }
            let page = try find(answer)
            let new = page.filter { seen.insert(identity($0) ?? $0.canonical).inserted }
            items += new
            offset += page.count
            if new.isEmpty { return items }
            guard items.count <= Self.mostObjects else {
                throw ClientError.endlessList(side: side, path: path, limit: Self.mostObjects)
            }
        }
    }

    /// Bound of one kind: a hundred times the largest organization that we test with.
    private static let mostObjects = 1_000_000

    private func document(_ kind: Kind, _ item: JSON, path: String, or others: [String] = []) throws
        -> Document
    {
        let identity = dialect[kind].identity
        guard let fields = item.object, let name = fields[identity]?.string, !name.isEmpty else {
            throw unexpected(identity, at: path, ["\(kind.rawValue).identity"] + others)
        }
        return Document(kind: kind, name: name, fields: fields)
    }

    /// An answer without what the dialect says is there, and the keys of the dialect one of which is wrong.
    func unexpected(_ missing: String, at path: String, _ keys: [String]) -> ClientError {
        .unexpectedShape(
            side: side, path: path, missing: missing, dialectKey: keys.joined(separator: " or "))
    }
}
