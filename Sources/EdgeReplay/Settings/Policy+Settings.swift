import EdgeCore

extension Policy {
    /// Reads a policy file.
    /// - Throws: `CoreError` with every problem of the file at once.
    package init(path: String) throws { try self.init(SettingsReader(path: path)) }

    package init(yaml text: String, file: String) throws {
        try self.init(SettingsReader(yaml: text, file: file))
    }

    private init(_ reader: SettingsReader) throws {
        let top = reader.top
        readConflicts(top)
        users = top.choice("users", Users.self) ?? .list
        subscriptions = top.choice("subscriptions", Subscriptions.self) ?? .off
        appsWithoutDeployments =
            top.choice("appsWithoutDeployments", AppsWithoutDeployments.self) ?? .refuse
        for (name, line) in names("allowSameOrigin", top) {
            allowSameOrigin.insert(name)
            lines["allowSameOrigin deployment/" + name] = line
        }
        include = patterns("include", top)
        exclude = patterns("exclude", top)
        for (id, node, line) in objects("overlays", top) {
            guard case .map = node.value else {
                top.problem("the overlay of \(id) must be a map", line: line)
                continue
            }
            overlays[id] = node.json
        }
        for (id, node, line) in objects("rename", top) {
            guard case .string(let name) = node.value, id.kind.namePattern.accepts(name) else {
                top.problem("\(id) needs a name that matches \(id.kind.namePattern.text)", line: line)
                continue
            }
            rename[id] = name
        }
        top.close()
        try reader.finish()
    }

    /// One word for all kinds, or a map of kinds.
    private mutating func readConflicts(_ top: SettingsSection) {
        if case .string? = top.node("onConflict")?.value {
            guard let word = top.choice("onConflict", OnConflict.self) else { return }
            for kind in Kind.allCases { onConflict[kind] = word }
            return
        }
        let section = top.section("onConflict")
        for kind in Kind.allCases {
            onConflict[kind] = section.choice(kind.rawValue, OnConflict.self)
        }
        section.close()
    }

    /// The members of a map of objects; what is no object is a problem.
    private mutating func objects(_ key: String, _ top: SettingsSection) -> [(ObjectID, SettingsNode, Int)] {
        top.section(key).entries.compactMap { entry in
            guard let id = ObjectID(entry.key) else {
                top.problem("\(quoted(entry.key)) is no object; write kind/name", line: entry.line)
                return nil
            }
            lines["\(key) \(id)"] = entry.line
            return (id, entry.node, entry.line)
        }
    }

    private mutating func patterns(_ key: String, _ top: SettingsSection) -> [ObjectPattern] {
        names(key, top).compactMap { text, line in
            guard let pattern = ObjectPattern(text) else {
                top.problem("\(quoted(text)) is no object; write kind/name", line: line)
                return nil
            }
            lines["\(key) \(pattern)"] = line
            return pattern
        }
    }

    /// The texts of a list, each with its line.
    private func names(_ key: String, _ top: SettingsSection) -> [(String, Int)] {
        guard let texts = top.strings(key), case .list(let nodes)? = top.node(key)?.value else { return [] }
        return zip(texts, nodes.map(\.line)).map { ($0, $1) }
    }
}

extension Policy {
    /// What of the policy does not fit an archive, each with its line and the nearest known name.
    func problems(in contents: Contents) -> [String] {
        let known = contents.documents.values.joined().map(\.id)
        lazy var names = Set(known.map(\.description))
        var problems: [String] = []
        func miss(_ place: String, _ name: String) {
            let near = nearest(to: name, among: names).map { ", did you mean \(quoted($0))?" } ?? ""
            let line = lines["\(place) \(name)"].map { "line \($0): " } ?? ""
            problems.append("\(line)\(place): the archive has no \(quoted(name))\(near)")
        }
        for id in overlays.keys.sorted() where !names.contains(id.description) {
            miss("overlays", id.description)
        }
        for id in rename.keys.sorted() where !names.contains(id.description) {
            miss("rename", id.description)
        }
        for name in allowSameOrigin.sorted(by: precedes) where !names.contains("deployment/" + name) {
            miss("allowSameOrigin", "deployment/" + name)
        }
        for (place, patterns) in [("include", include), ("exclude", exclude)] {
            for pattern in patterns where !known.contains(where: pattern.matches) {
                miss(place, pattern.description)
            }
        }
        guard !rename.isEmpty else { return problems.sorted() }
        let targets = Dictionary(grouping: known) { ObjectID(kind: $0.kind, name: rename[$0] ?? $0.name) }
        for (target, sources) in targets where sources.count > 1 {
            let both = sources.sorted().map(\.description).joined(separator: " and ")
            problems.append("rename: \(both) would both be \(target)")
        }
        return problems.sorted()
    }
}
