import Foundation

/// Reads a settings file entry by entry and collects every problem, so that a user sees all of them at once.
///
/// Usage: take sections and values, then call `finish()`, which throws when anything was wrong or unknown.
package final class SettingsReader {
    private let file: String
    private let root: SettingsNode
    private var problems: [(line: Int, text: String)] = []

    /// Reads the file at a path.
    package convenience init(path: String) throws(CoreError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .file(path: path, doing: "read", code: access(path, F_OK) == 0 ? EACCES : ENOENT)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .yaml(file: path, line: nil, reason: "the file is not UTF-8")
        }
        try self.init(yaml: text, file: path)
    }

    package init(yaml text: String, file: String) throws(CoreError) {
        self.file = file
        root = try SettingsNode(yaml: text, file: file)
    }

    /// The map at the top of the file.
    package var top: SettingsSection { SettingsSection(self, root, path: "") }

    package func problem(_ text: String, line: Int) { problems.append((line, text)) }

    /// - Throws: `CoreError.settings` with every problem, in the order of lines.
    package func finish() throws(CoreError) {
        guard !problems.isEmpty else { return }
        let sorted = problems.sorted { $0.line < $1.line }.map { "line \($0.line): \($0.text)" }
        throw .settings(file: file, problems: sorted)
    }
}

/// One map of a settings file; each key that was not asked for by `close()` is a problem.
package final class SettingsSection {
    private let reader: SettingsReader
    private let node: SettingsNode
    private let path: String
    private var asked: Set<String> = []

    init(_ reader: SettingsReader, _ node: SettingsNode, path: String) {
        self.reader = reader
        self.node = node
        self.path = path
        if case .map = node.value { return }
        if case .null = node.value { return }
        problem("\(path.isEmpty ? "the file" : path) must be a map, not \(node.word)", line: node.line)
    }

    package var line: Int { node.line }

    package var entries: [(key: String, line: Int, node: SettingsNode)] {
        if case .map(let entries) = node.value { entries } else { [] }
    }

    package func problem(_ text: String, line: Int) { reader.problem(text, line: line) }

    /// The raw value of a key; nil when it is missing or null.
    package func node(_ key: String) -> SettingsNode? {
        asked.insert(key)
        guard let found = entries.first(where: { $0.key == key })?.node else { return nil }
        if case .null = found.value { return nil }
        return found
    }

    package func string(_ key: String) -> String? {
        guard let node = node(key) else { return nil }
        switch node.value {
        case .string(let text): return text
        case .number(let number): return number.text
        default: return wrong(key, node, "text")
        }
    }

    package func int(_ key: String) -> Int? {
        guard let node = node(key) else { return nil }
        if case .number(let number) = node.value, let value = number.int { return value }
        return wrong(key, node, "a whole number")
    }

    package func double(_ key: String) -> Double? {
        guard let node = node(key) else { return nil }
        if case .number(let number) = node.value, let value = Double(number.text) { return value }
        return wrong(key, node, "a number")
    }

    package func bool(_ key: String) -> Bool? {
        guard let node = node(key) else { return nil }
        if case .bool(let value) = node.value { return value }
        return wrong(key, node, "true or false")
    }

    package func strings(_ key: String) -> [String]? {
        guard let node = node(key) else { return nil }
        if case .list(let nodes) = node.value {
            let texts = nodes.compactMap { node -> String? in
                switch node.value {
                case .string(let text): text
                case .number(let number): number.text
                default: nil
                }
            }
            if texts.count == nodes.count { return texts }
        }
        return wrong(key, node, "a list of texts")
    }

    /// One of the raw values of an enumeration.
    package func choice<Choice>(_ key: String, _ type: Choice.Type) -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        choice(key, among: Choice.allCases.map(\.rawValue)).flatMap(Choice.init)
    }

    /// One of some words.
    package func choice(_ key: String, among known: [String]) -> String? {
        guard let node = node(key), let text = string(key) else { return nil }
        if known.contains(text) { return text }
        let nearest = nearest(to: text, among: known).map { "; did you mean \(quoted($0))?" } ?? ""
        problem(
            "\(name(key)) is \(quoted(text)), expected \(known.joined(separator: ", "))\(nearest)",
            line: node.line)
        return nil
    }

    /// A map below this one; an empty section when it is missing.
    package func section(_ key: String) -> SettingsSection {
        SettingsSection(reader, node(key) ?? SettingsNode(value: .map([]), line: line), path: name(key))
    }

    /// The maps of a list below this one.
    package func sections(_ key: String) -> [SettingsSection] {
        guard let node = node(key) else { return [] }
        guard case .list(let nodes) = node.value else {
            let _: String? = wrong(key, node, "a list")
            return []
        }
        return nodes.enumerated().map {
            SettingsSection(reader, $0.element, path: "\(name(key))[\($0.offset)]")
        }
    }

    /// All entries as maps by their own keys, for maps whose keys are names.
    package func namedSections() -> [(key: String, section: SettingsSection)] {
        entries.map { entry in
            asked.insert(entry.key)
            return (entry.key, SettingsSection(reader, entry.node, path: name(entry.key)))
        }
    }

    /// Names every key of this map that nobody asked for.
    package func close() {
        for entry in entries where !asked.contains(entry.key) {
            let nearest = nearest(to: entry.key, among: asked).map { ", did you mean \(quoted($0))?" } ?? ""
            problem("unknown key \(quoted(name(entry.key)))\(nearest)", line: entry.line)
        }
    }

    /// The key with the maps that it stands in: `app.list`.
    package func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func wrong<Value>(_ key: String, _ node: SettingsNode, _ expected: String) -> Value? {
        problem("\(name(key)) must be \(expected), not \(node.word)", line: node.line)
        return nil
    }
}

/// The known word with the smallest edit distance, when it is near enough to be meant.
package func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let ranked = known.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    let best = ranked.min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    return best.flatMap { $0.distance <= max(2, word.count / 3) ? $0.word : nil }
}

/// Levenshtein's distance over characters.
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.prefix(64))
    var row = Array(0...right.count)
    for (index, character) in left.prefix(64).enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let substitution = diagonal + (character == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(substitution, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
