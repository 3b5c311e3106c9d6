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

    /// All items of a list, page by page until nothing more comes; totals are never relied on.
    ///
    /// Pages that overlap have moved while they were read, and what they overlap by was missed elsewhere: then the
    /// list is read again from its start, until the pages of a reading fit together, or several readings bring nothing
    /// new.
    func pages(
        _ path: String, query: [(String, String)] = [], items find: (JSON) throws -> [JSON],
        identity: (JSON) -> String?
    ) async throws -> [JSON] {
        var items: [JSON] = []
        var seen: Set<String> = []
        var quiet = 0
        for _ in 0..<Self.mostReadings {
            let reading = try await reading(path, query: query, items: find) { identity($0) ?? $0.canonical }
            let new = reading.items.filter { seen.insert($0.key).inserted }
            items += new.map(\.value)
            quiet = new.isEmpty ? quiet + 1 : 0
            if !reading.overlaps || quiet == Self.quietReadings { break }
        }
        return items
    }

    /// One reading of a list from its start; `overlaps` says that an object stood on two pages.
    private func reading(
        _ path: String, query: [(String, String)], items find: (JSON) throws -> [JSON],
        key: (JSON) -> String
    ) async throws -> (items: [(key: String, value: JSON)], overlaps: Bool) {
        var items: [(key: String, value: JSON)] = []
        var seen: Set<String> = []
        var overlaps = false
        var repeated = 0
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
            let page = try find(answer).map { (key: key($0), value: $0) }
            let new = page.filter { seen.insert($0.key).inserted }
            items += new
            offset += page.count
            if new.isEmpty {
                // An Edge that knows no pages gives the whole list each time; but a full page may hide others.
                guard page.count == pageSize else { return (items, overlaps) }
                repeated += 1
                guard repeated < Self.mostRepeated else {
                    throw ClientError.stuckList(side: side, path: path, pageSize: pageSize)
                }
            } else {
                repeated = 0
            }
            overlaps = overlaps || new.count < page.count
            guard items.count <= Self.mostObjects else {
                throw ClientError.endlessList(side: side, path: path, limit: Self.mostObjects)
            }
        }
    }

    /// A reading of pages that shuffle each time misses 37 of 100 objects: fourteen find 10,000.
    private static let mostReadings = 24

    /// So many readings of pages that shuffle miss the same object once in 150 times; two lists do in 20,000.
    private static let quietReadings = 5

    /// Pages one after the other that bring nothing new.
    private static let mostRepeated = 10

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
