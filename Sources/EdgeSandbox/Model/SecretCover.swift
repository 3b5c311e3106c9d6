import EdgeCore

/// Puts the placeholder in place of secrets, as answers about deployments and the log of calls show them.
struct SecretCover: Sendable {
    let placeholder: String
    /// Keys that hold a secret and are not named like one.
    var secretKeys: Set<String> = []

    /// The value with each string at or below a key named like a secret covered.
    func cover(_ value: JSON, isSecret: Bool = false) -> JSON {
        switch value {
        case .string: isSecret ? .string(placeholder) : value
        case .array(let values): .array(values.map { cover($0, isSecret: isSecret) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members.map {
                        ($0.key, cover($0.value, isSecret: isSecret || isSecretKey($0.key)))
                    }))
        default: value
        }
    }

    private func isSecretKey(_ key: String) -> Bool {
        FieldTable.looksSecret(key) || secretKeys.contains(key)
    }

    /// Says whether the placeholder stands anywhere: nobody may send it.
    func occurs(in value: JSON) -> Bool {
        switch value {
        case .string(let text): text == placeholder
        case .array(let values): values.contains { occurs(in: $0) }
        case .object(let object): object.members.contains { occurs(in: $0.value) }
        default: false
        }
    }
}
