package import EdgeCore

extension JSON {
    /// Every text in it, keys aside.
    package var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let values): values.flatMap(\.texts)
        case .object(let object): object.members.flatMap(\.value.texts)
        default: []
        }
    }

    /// Every key in it.
    package var allKeys: Set<String> {
        switch self {
        case .array(let values): values.reduce(into: []) { $0.formUnion($1.allKeys) }
        case .object(let object):
            object.members.reduce(into: Set(object.keys)) { $0.formUnion($1.value.allKeys) }
        default: []
        }
    }
}
