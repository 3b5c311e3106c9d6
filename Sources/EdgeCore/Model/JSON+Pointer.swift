/// The place of a value inside a document, as in RFC 6901: `/origin/secretAccessKey`, `/list/0`.
package struct JSONPointer: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The keys and indices on the way, without escapes.
    package let steps: [String]

    package init(_ steps: [String] = []) { self.steps = steps }

    /// Reads the text form; nil when it neither is empty nor begins with a slash.
    package init?(_ text: String) {
        guard !text.isEmpty else {
            steps = []
            return
        }
        guard text.hasPrefix("/") else { return nil }
        steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    package func appending(_ step: String) -> JSONPointer { JSONPointer(steps + [step]) }

    package var description: String {
        steps.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    package static func < (left: JSONPointer, right: JSONPointer) -> Bool {
        precedes(left.description, right.description)
    }
}

extension JSON {
    /// The value at a place; nil when nothing is there.
    package subscript(pointer: JSONPointer) -> JSON? {
        pointer.steps.reduce(Optional(self)) { value, step in
            switch value {
            case .object(let object): object[step]
            case .array(let values): Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
            default: nil
            }
        }
    }

    /// The same document with a value put at a place; objects on the way are made, arrays are not grown.
    package func setting(_ value: JSON?, at pointer: JSONPointer) -> JSON {
        guard let step = pointer.steps.first else { return value ?? .null }
        let rest = JSONPointer(Array(pointer.steps.dropFirst()))
        if case .array(var values) = self {
            guard let index = Int(step), values.indices.contains(index) else { return self }
            if rest.steps.isEmpty, value == nil {
                values.remove(at: index)
            } else {
                values[index] = values[index].setting(value, at: rest)
            }
            return .array(values)
        }
        var object = self.object ?? JSONObject()
        if rest.steps.isEmpty {
            object[step] = value
        } else if object[step] != nil || value != nil {
            object[step] = (object[step] ?? [:]).setting(value, at: rest)
        }
        return .object(object)
    }

    /// A JSON merge patch (RFC 7396): objects merge, null removes, everything else replaces.
    package func merging(patch: JSON) -> JSON {
        guard let patch = patch.object else { return patch }
        var merged = object ?? JSONObject()
        for (key, value) in patch.members {
            merged[key] = value.isNull ? nil : (merged[key] ?? .null).merging(patch: value)
        }
        return .object(merged)
    }
}
