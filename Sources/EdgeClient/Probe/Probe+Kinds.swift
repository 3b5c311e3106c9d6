import EdgeCore

extension Probe {
    /// Objects of a kind whose pages are read: the first ones of the list.
    private static let samples = 5

    /// Looks at the list of a kind, at some of its objects, and at their fields.
    func look(at kind: Kind, _ book: inout KeyBook) async throws -> ProbeReport.Answered {
        let resource = dialect[kind]
        var look = ProbeReport.Answered(name: kind.plural, path: resource.path)
        guard let list = try await list(resource.path, as: kind.rawValue, &book, &look) else { return look }
        let listed = items(in: list, under: resource.list, key: "\(kind.rawValue).list", &book)
        let identity = identity(in: listed, of: kind, &book)
        let objects = try await details(of: listed, kind, by: identity, &book)
        let table = FieldTable(dialect)
        let unknown = Self.keys(of: objects).filter {
            table.classify($0, of: kind) == .unknown && $0 != identity
        }
        book.look(
            for: FieldGuess.fields(of: kind, dialect), in: objects, of: kind.rawValue, unknown: unknown)
        try await lookInside(objects, kind, unknown, &book)
        look.fields = Self.keys(of: objects)
        look.unknown = unknown
        return look
    }

    /// The first page of a list; nil, and said, when there is none. A page that is too large is asked for again.
    func list(
        _ path: String, as section: String, _ book: inout KeyBook, _ look: inout ProbeReport.Answered
    ) async throws -> JSON? {
        let size = dialect.limits.pageSize
        var answer = try await ask(path, query: Self.page(of: size))
        if case .refused(400, _) = answer, size > 10 {
            answer = try await ask(path, query: Self.page(of: 10))
            if answer.json != nil {
                book.contradict("limits.pageSize", "a page of \(size) is refused", candidates: ["10"])
            }
        }
        switch answer {
        case .json(let list):
            look.status = 200
            book.confirm("\(section).path")
            book.confirm("limits.pageSize")
            return list
        case .refused(let status, _):
            look.status = status
            if status != 403 { book.contradict("\(section).path", "\(path) is answered with \(status)") }
        case .notJSON:
            book.contradict("\(section).path", "\(path) is answered with something that is no JSON")
        }
        return nil
    }

    /// The objects of a list answer, wherever they are.
    func items(in list: JSON, under own: String, key: String, _ book: inout KeyBook) -> [JSONObject] {
        let keys = list.object?.members.filter { $0.value.array != nil }.map(\.key) ?? []
        book.lists.note(key, own: own, at: list.array != nil ? .bare : .keys(keys))
        let expected = book.lists.expected(own).flatMap { list[$0]?.array }
        let items = expected ?? list.array ?? (keys.count == 1 ? list[keys[0]]?.array : nil)
        return items?.compactMap(\.object) ?? []
    }

    /// The object of an answer about one, wherever it is; `isIt` tells the object from what is around it.
    func item(
        in answer: JSON, under own: String, key: String, _ book: inout KeyBook, isIt: (JSONObject) -> Bool
    ) -> JSONObject? {
        guard let object = answer.object else { return nil }
        let isBare = isIt(object)
        let keys = object.members.filter { $0.value.object != nil }.map(\.key)
        book.items.note(key, own: own, at: isBare ? .bare : .keys(keys))
        if isBare { return object }
        return book.items.expected(own).flatMap { object[$0]?.object }
            ?? keys.compactMap { object[$0]?.object }.first(where: isIt)
    }

    /// The field that holds the names; nil when none can.
    private func identity(in listed: [JSONObject], of kind: Kind, _ book: inout KeyBook) -> String? {
        let key = "\(kind.rawValue).identity"
        guard !listed.isEmpty else {
            book.unseen(key, "no \(kind.rawValue) to look at")
            return nil
        }
        let expected = dialect[kind].identity
        if listed.allSatisfy({ $0[expected]?.string?.isEmpty == false }) {
            book.confirm(key)
            return expected
        }
        let candidates = Self.keys(of: listed).filter { name in
            let values = listed.compactMap { $0[name]?.string }
            return values.count == listed.count && Set(values).count == values.count
                && values.allSatisfy { (2...50).contains($0.utf8.count) }
        }
        book.contradict(
            key, "not every \(kind.rawValue) has a text \(expected)", candidates: candidates)
        return candidates.first
    }

    /// The first objects in full, the others as the list gave them.
    private func details(
        of listed: [JSONObject], _ kind: Kind, by identity: String?, _ book: inout KeyBook
    ) async throws -> [JSONObject] {
        let resource = dialect[kind]
        let key = "\(kind.rawValue).item"
        guard let identity, !listed.isEmpty else {
            book.unseen(key, "no \(kind.rawValue) to look at")
            return listed
        }
        var objects = listed
        for (place, object) in listed.prefix(Self.samples).enumerated() {
            guard let name = object[identity]?.string,
                let answer = try await ask(resource.path + "/" + EdgeConnection.segment(name)).json
            else { continue }
            if let item = item(
                in: answer, under: resource.item, key: key, &book, isIt: { $0[identity]?.string == name })
            {
                objects[place] = object.merging(item)
            }
        }
        book.unseen(key, "this Edge shows no \(kind.rawValue) alone")
        return objects
    }

    /// The keys of all objects, in canonical order; what is no plain word may be somebody's data.
    static func keys(of objects: [JSONObject]) -> [String] {
        Set(objects.flatMap(\.keys)).filter(\.isPlainKey).sorted(by: precedes)
    }

    private static func page(of size: Int) -> [(String, String)] {
        [("offset", "0"), ("limit", String(size))]
    }
}
