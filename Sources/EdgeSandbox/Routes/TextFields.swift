import EdgeCore

/// The fields of a kind that hold a text and nothing else, or nothing at all.
enum TextFields {
    static func check(_ fields: JSONObject, of kind: Kind, _ dialect: Dialect) throws(Refusal) {
        let document = JSON.object(fields)
        for place in places(of: kind, dialect) {
            guard let value = document[place], !value.isNull, value.string == nil else { continue }
            throw .invalid("\(place.steps.joined(separator: ".")) must be a text")
        }
    }

    private static func places(of kind: Kind, _ dialect: Dialect) -> [JSONPointer] {
        let origin = dialect.origin
        let texts: [String] =
            switch kind {
            case .role, .app: ["/label"]
            case .user: ["/label", "/title", "/firstname", "/surname", "/" + dialect.users.email]
            case .deployment:
                ["/label", origin.prefix, origin.bucket, origin.endpoint, "/origin/kind", "/origin/region"]
            case .subscription: ["/url", "/channel"]
            }
        return texts.compactMap { JSONPointer($0) }
    }
}
