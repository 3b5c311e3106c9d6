package import EdgeCore

/// Where the secrets come from that an archive does not hold: references, never the secrets themselves.
package struct SecretsFile: Sendable {
    package var sources: [SecretReference: SecretSource] = [:]
    /// Places that stay without their secret, whatever their source: the object and its dependants are left out.
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
                sources[SecretReference(object: object, place: pointer)] = SecretSource(source)
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
}
