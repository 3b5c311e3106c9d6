import EdgeCore

/// Where the secrets come from that an archive does not hold: references, never the secrets themselves.
package struct SecretsFile: Sendable {
    package enum Reference: Sendable, Hashable {
        /// The value of an environment variable.
        case env(String)
        /// The content of a file, without the newline at its end.
        case file(String)
        /// What a command prints, without the newline at its end; run without a shell.
        case command([String])
    }

    package var references: [SecretReference: Reference] = [:]
    /// Places that may stay without their secret: the field is left out of the call.
    package var waived: Set<SecretReference> = []

    package init() {}

    /// Reads a secrets file.
    /// - Throws: `CoreError` with every problem of the file at once.
    package init(path: String) throws { try self.init(SettingsReader(path: path)) }

    package init(yaml text: String, file: String) throws {
        try self.init(SettingsReader(yaml: text, file: file))
    }

    private init(_ reader: SettingsReader) throws {
        let top = reader.top
        for (object, section) in top.section("secrets").namedSections() {
            if ObjectID(object) == nil {
                top.problem("\(quoted(object)) is no object; write kind/name", line: section.line)
            }
            for (place, source) in section.namedSections() {
                guard place.hasPrefix("/"), let pointer = JSONPointer(place) else {
                    top.problem("\(quoted(place)) is no place; write /field/field", line: source.line)
                    continue
                }
                references[SecretReference(object: object, place: pointer)] = Self.reference(source)
            }
        }
        for text in top.strings("waive") ?? [] {
            if let reference = SecretReference(text) {
                waived.insert(reference)
            } else {
                top.problem("waive: \(quoted(text)) is no place; write kind/name#/field", line: top.line)
            }
        }
        top.close()
        try reader.finish()
    }

    private static func reference(_ section: SettingsSection) -> Reference? {
        let env = section.string("env")
        let file = section.string("file")
        let command = section.strings("command")
        section.close()
        let found = [env.map(Reference.env), file.map(Reference.file), command.map(Reference.command)]
        guard let reference = found.compactMap(\.self).first, found.compactMap(\.self).count == 1 else {
            section.problem("a secret needs one of env, file, command", line: section.line)
            return nil
        }
        if command?.isEmpty == true { section.problem("the command is empty", line: section.line) }
        return reference
    }
}
