import EdgeCore

/// Which objects of an archive a replay is about: those that were asked for, with all that they refer to, without those
/// that the policy excludes.
struct Selection: Sendable {
    /// Nil when nothing was asked for by name: then it is about all.
    private var asked: Set<ObjectID>?
    private var excluded: Set<ObjectID>

    init(_ documents: some Sequence<Document>, _ policy: Policy, _ dialect: Dialect) {
        excluded = []
        guard !policy.include.isEmpty || !policy.exclude.isEmpty else { return }
        let all = Dictionary(documents.map { ($0.id, $0) }) { first, _ in first }
        excluded = Set(all.keys.filter { id in policy.exclude.contains { $0.matches(id) } })
        guard !policy.include.isEmpty else { return }
        let table = FieldTable(dialect)
        var asked: Set<ObjectID> = []
        var open = all.keys.filter { id in policy.include.contains { $0.matches(id) } }
        while let id = open.popLast() {
            guard asked.insert(id).inserted, let document = all[id] else { continue }
            open += table.references(of: document)
        }
        self.asked = asked
    }

    /// Why an object is left out; nil when it is not.
    func reason(for id: ObjectID) -> String? {
        if excluded.contains(id) { return "it is excluded (policy: exclude)" }
        if let asked, !asked.contains(id) { return "it was not asked for" }
        return nil
    }

    func renamed(_ renaming: Renaming) -> Selection {
        var renamed = self
        renamed.asked = asked.map { Set($0.map(renaming.id)) }
        renamed.excluded = Set(excluded.map(renaming.id))
        return renamed
    }
}
