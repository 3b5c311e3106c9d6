import EdgeCore

/// How permissions and references are laid out.
extension Probe {
    func lookForPermissions(_ roles: [JSONObject], _ book: inout KeyBook) {
        let shapes = dialect.shapes
        let keys = [
            FieldGuess(key: "shapes.permissionResource", name: shapes.permissionResource, form: .text),
            FieldGuess(key: "shapes.permissionValue", name: shapes.permissionValue, form: .number),
        ]
        let values = roles.compactMap { $0[dialect.roles.permissions] }
        let entries = values.flatMap { $0.array?.compactMap(\.object) ?? [] }
        if shapes.permissions == .list, !entries.isEmpty {
            book.confirm("shapes.permissions")
            let known = Set(keys.map(\.name))
            book.look(
                for: keys, in: entries, of: "permission",
                unknown: Self.keys(of: entries).filter { !known.contains($0) })
            return
        }
        if shapes.permissions == .map, values.contains(where: { $0.object != nil }) {
            book.confirm("shapes.permissions")
        }
        for key in keys { book.unseen(key.key, "this shape does not use it") }
    }

    /// Flags are there or not; what only tasks say is not to be seen in an app.
    func lookForBusy(_ apps: [JSONObject], _ book: inout KeyBook) {
        let names = [dialect.apps.processing, dialect.apps.exporting]
        let hasFlags = apps.contains { app in names.contains { app[$0]?.bool != nil } }
        switch dialect.shapes.busy {
        case .flags: if hasFlags { book.confirm("shapes.busy") }
        case .tasks:
            for key in ["apps.processing", "apps.exporting"] {
                book.unseen(key, "this shape does not use it")
            }
            guard hasFlags else { return book.unseen("shapes.busy", "only open tasks show it") }
            book.contradict("shapes.busy", "the apps have flags", candidates: ["flags"])
        }
    }

    func lookForReferences(
        _ objects: [JSONObject], _ field: String, _ kind: Kind, _ choice: String, _ nameKey: String,
        _ book: inout KeyBook
    ) {
        let entries = objects.flatMap { $0[field]?.array ?? [] }
        let name = DocumentShape(dialect).nameKey(of: kind)
        let inner = entries.compactMap(\.object)
        if name == nil { book.unseen(nameKey, "this shape does not use it") }
        guard !entries.isEmpty else {
            book.unseen(choice, "no \(kind.rawValue) refers to anything")
            book.unseen(nameKey, "no \(kind.rawValue) refers to anything")
            return
        }
        switch (name, inner.isEmpty) {
        case (nil, true): book.confirm(choice)
        case (nil, false):
            book.contradict(choice, "references are objects", candidates: ["objects"])
            let texts = Self.keys(of: inner).filter { key in inner.contains { $0[key]?.string != nil } }
            book.contradict(nameKey, "references are objects", candidates: texts)
        case (_, true): book.contradict(choice, "references are names", candidates: ["names"])
        case (let name?, false):
            book.confirm(choice)
            book.look(
                for: [FieldGuess(key: nameKey, name: name, form: .text)], in: inner, of: "reference",
                unknown: Self.keys(of: inner).filter { $0 != name })
        }
    }
}
