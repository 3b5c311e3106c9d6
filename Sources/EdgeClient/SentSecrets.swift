import EdgeCore

/// Finds the secrets in the body of a call: by the class of a field, and by the names of keys.
struct SentSecrets: Sendable {
    private let dialect: Dialect
    private let table: FieldTable

    init(_ dialect: Dialect) {
        self.dialect = dialect
        table = FieldTable(dialect)
    }

    func secrets(in body: JSONObject, _ path: String) -> [Secret] {
        let kind = Kind.allCases.first { dialect[$0].path == path }
        return body.members.flatMap { key, value -> [Secret] in
            if kind == .role && key == dialect.roles.permissions { return [] }
            let isAddress = path == dialect.builds.path && key == dialect.builds.url
            let isClassed = kind.map { table.classify(key, of: $0) == .secret } ?? false
            return texts(of: value, isSecret: isAddress || isClassed || isSecret(key)).map { Secret($0) }
        }
    }

    private func texts(of value: JSON, isSecret isAbove: Bool) -> [String] {
        switch value {
        case .string(let text): isAbove ? [text] : []
        case .array(let values): values.flatMap { texts(of: $0, isSecret: isAbove) }
        case .object(let object):
            object.members.flatMap { texts(of: $0.value, isSecret: isAbove || isSecret($0.key)) }
        default: []
        }
    }

    private func isSecret(_ key: String) -> Bool {
        FieldTable.looksSecret(key) || key == dialect.login.password
    }
}
