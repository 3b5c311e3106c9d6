import Foundation

extension Dialect {
    /// Reads a dialect file: every key may be left out, and then has its default; `Templates/dialect.yml` shows all.
    /// - Throws: `CoreError` with every unknown key and every wrong value at once.
    package init(path: String) throws { try self.init(SettingsReader(path: path)) }

    package init(yaml text: String, file: String) throws {
        try self.init(SettingsReader(yaml: text, file: file))
    }

    /// The keys of a file are those of the recorded form, so that no key can be forgotten here.
    private init(_ reader: SettingsReader) throws {
        let base = try JSON(reading: JSONEncoder().encode(Dialect()))
        let top = reader.top
        let fields = Self.fields(top.section("fields"))
        var merged = Self.merged(base, top, except: ["fields"])
        try reader.finish()
        merged["fields"] = fields
        self = try JSONDecoder().decode(Dialect.self, from: JSON.object(merged).data)
    }

    private static func merged(_ base: JSON, _ section: SettingsSection, except open: Set<String> = [])
        -> JSONObject
    {
        var merged = base.object ?? [:]
        for (key, value) in merged.members where !open.contains(key) {
            if value.object != nil {
                merged[key] = .object(Self.merged(value, section.section(key)))
            } else if let words = choices[section.name(key)] {
                if let word = section.choice(key, among: words) { merged[key] = .string(word) }
            } else if let given = section.node(key) {
                if isFit(given.json, for: value) {
                    merged[key] = given.json
                } else {
                    section.problem("\(section.name(key)) must be \(form(of: value))", line: given.line)
                }
            }
        }
        section.close()
        return merged
    }

    private static func isFit(_ given: JSON, for value: JSON) -> Bool {
        switch value {
        case .string(let text) where text.hasPrefix("/"): given.string?.hasPrefix("/") == true
        case .string: given.string?.isEmpty == false
        case .number: (given.int ?? 0) > 0
        case .array: given.strings?.isEmpty == false
        default: false
        }
    }

    private static func form(of value: JSON) -> String {
        switch value {
        case .string(let text) where text.hasPrefix("/"): "text that begins with a slash"
        case .string: "text"
        case .number: "a whole number above 0"
        default: "a list of texts"
        }
    }

    /// Classes of fields that a server adds: `fields: {app: {x: volatile}}`.
    private static func fields(_ section: SettingsSection) -> JSON {
        var fields = JSONObject()
        for kind in Kind.allCases {
            let classes = section.section(kind.rawValue)
            fields[kind.rawValue] = .object(
                JSONObject(
                    classes.entries.compactMap { entry in
                        classes.choice(entry.key, FieldClass.self).map {
                            (key: entry.key, value: JSON.string($0.rawValue))
                        }
                    }))
        }
        section.close()
        return .object(JSONObject(fields.members.filter { $0.value.object?.isEmpty == false }))
    }
}
